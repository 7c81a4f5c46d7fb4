namespace Berger.Formats.Edf;

/// <summary>How much an <see cref="EdfFinding"/> matters.</summary>
public enum EdfSeverity
{
    /// <summary>The file departs from the specification, but there is only one way to read it.</summary>
    Oddity,

    /// <summary>Something had to be assumed: times, rates or units may be wrong.</summary>
    Assumption,

    /// <summary>Something of the file could not be read, or not be written.</summary>
    Loss,
}

/// <summary>Damage that did not prevent reading or writing.</summary>
/// <param name="Severity">How much it matters.</param>
/// <param name="Offset">Byte of the file at which the field begins.</param>
/// <param name="Field">Name of the field in the words of the specification.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Remedy">What was done about it.</param>
public sealed record EdfFinding(EdfSeverity Severity, long Offset, string Field, string Problem, string Remedy)
{
    public override string ToString() => $"byte {Offset}, {Field}: {Problem}; {Remedy}";
}

/// <summary>Collects findings: each once, and so many at most that a hostile file does not fill the memory.</summary>
internal sealed class EdfFindings
{
    /// <summary>After so many findings the rest is not listed; the last one says so.</summary>
    public const int Limit = 1000;

    private readonly List<EdfFinding> list = [];
    private readonly HashSet<(long Offset, string Field, string Problem)> seen = [];

    public EdfFindings(IEnumerable<EdfFinding> known)
    {
        foreach (var finding in known) Add(finding);
    }

    public IReadOnlyList<EdfFinding> List => list;

    public void Add(EdfSeverity severity, long offset, string field, string problem, string remedy) =>
        Add(new EdfFinding(severity, offset, field, problem, remedy));

    private void Add(EdfFinding finding)
    {
        if (list.Count > Limit || !seen.Add((finding.Offset, finding.Field, finding.Problem))) return;
        list.Add(list.Count < Limit ? finding : new EdfFinding(
            EdfSeverity.Loss, finding.Offset, "findings", $"there are more than {Limit} findings", "the rest is not listed"));
    }
}
