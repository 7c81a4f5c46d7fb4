namespace Berger.Cli.Bench.Report;

/// <summary>Takes figures as they are measured.</summary>
internal interface IBenchReport
{
    void Text(string paragraph);

    void Add(Table table);

    void Add(Aim aim);

    /// <summary>Everything was measured.</summary>
    void Finish();
}
