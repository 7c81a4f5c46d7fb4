namespace Berger.Cli.Bench.Report;

/// <summary>Gathers everything, and writes one document at the end.</summary>
internal sealed class JsonReport : IBenchReport
{
    private readonly List<string> texts = [];
    private readonly List<Table> tables = [];
    private readonly List<Aim> aims = [];

    public void Text(string paragraph) => texts.Add(paragraph);

    public void Add(Table table) => tables.Add(table);

    public void Add(Aim aim) => aims.Add(aim);

    public void Finish() => CommonOptions.WriteJson(new { texts, tables, aims });
}
