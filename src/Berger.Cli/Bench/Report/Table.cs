namespace Berger.Cli.Bench.Report;

/// <summary>Figures with a heading.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Note">How they were measured.</param>
/// <param name="Columns">Headings of the columns, with units.</param>
internal sealed record Table(string Title, string Note, params string[] Columns)
{
    /// <summary>Cells: texts and numbers.</summary>
    public List<object[]> Rows { get; } = [];

    public void Add(params object[] cells) => Rows.Add(cells);
}
