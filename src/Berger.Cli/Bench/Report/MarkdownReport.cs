using System.Globalization;

namespace Berger.Cli.Bench.Report;

/// <summary>Writes each table as Markdown as soon as it is there, and the aims at the end.</summary>
internal sealed class MarkdownReport(TextWriter output) : IBenchReport
{
    private readonly List<Aim> aims = [];

    public void Text(string paragraph)
    {
        ProgressLine.Clear();
        output.WriteLine(paragraph);
        output.WriteLine();
    }

    public void Add(Table table)
    {
        Text($"## {table.Title}");
        Text(table.Note);
        WriteRow(table.Columns);
        WriteRow(table.Columns.Select((_, column) => table.Rows.All(row => row[column] is string) ? "---" : "---:"));
        foreach (object[] row in table.Rows) WriteRow(row.Select(Format));
        output.WriteLine();
        output.Flush();
    }

    public void Add(Aim aim) => aims.Add(aim);

    public void Finish()
    {
        var table = new Table("Aims", "What was aimed for, and what this run reached.", "aim", "wanted", "measured", "met");
        foreach (var aim in aims)
            table.Add(aim.What, $"{(aim.IsMinimum ? "at least" : "at most")} {Format(aim.Wanted)} {aim.Unit}", $"{Format(aim.Measured)} {aim.Unit}", aim.IsMet ? "yes" : "**no**");
        Add(table);
    }

    /// <summary>Numbers with three significant digits.</summary>
    internal static string Format(object cell)
    {
        if (cell is not IConvertible number || cell is string) return cell.ToString() ?? "";
        double value = number.ToDouble(CultureInfo.InvariantCulture);
        if (value == 0 || !double.IsFinite(value)) return value.ToString(CultureInfo.InvariantCulture);
        int decimals = Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 6);
        return value.ToString($"#,0.{new string('#', decimals)}", CultureInfo.InvariantCulture);
    }

    private void WriteRow(IEnumerable<string> cells) => output.WriteLine($"| {string.Join(" | ", cells)} |");
}
