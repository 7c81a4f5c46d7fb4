using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Berger.Signals;

namespace Berger.Formats.ChbMit;

/// <summary>A folder of CHB-MIT recordings, with the summaries and <c>.seizures</c> files beside them.</summary>
public sealed partial class ChbMitFolder
{
    private static readonly Seconds Tolerance = Seconds.From(1.0);

    private readonly string folder;
    private readonly ConcurrentDictionary<string, ChbMitSummary?> summaries = new(StringComparer.OrdinalIgnoreCase);

    private ChbMitFolder(string folder) => this.folder = folder;

    /// <param name="path">The folder, or a recording in it.</param>
    public static ChbMitFolder At(string path) =>
        new(Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path)) ?? path);

    /// <summary>
    /// What the folder says about a recording's seizures. The summary is preferred; where it is absent or does not list
    /// the recording, the <c>.seizures</c> file speaks.
    /// </summary>
    /// <param name="fileName">The recording's file name, or its path.</param>
    /// <returns>Null when the name is none of CHB-MIT's, such as <c>chb01_03.edf</c>.</returns>
    /// <exception cref="ChbMitException">The summary is damaged; or the <c>.seizures</c> file is, and nothing else speaks.</exception>
    public ChbMitSeizures? Find(string fileName)
    {
        fileName = Path.GetFileName(fileName);
        if (RecordingName.Match(fileName) is not { Success: true } match) return null;
        string subject = match.Groups["subject"].Value.ToLowerInvariant();
        string summaryName = subject + "-summary.txt", binaryName = fileName + ".seizures";
        var summary = summaries.GetOrAdd(summaryName, ReadSummary)?.Files.FirstOrDefault(f => f.Name.Equals(fileName, StringComparison.OrdinalIgnoreCase))?.Seizures;
        string binaryPath = Path.Combine(folder, binaryName);
        if (!File.Exists(binaryPath)) return new(subject, Annotate(summary ?? []), summary is null ? null : summaryName, null);
        if (summary is null) return new(subject, Annotate(ChbMitSeizureFile.Read(binaryPath)), binaryName, null);
        return new(subject, Annotate(summary), summaryName, Compare(summary, summaryName, binaryPath));
    }

    private static string? Compare(IReadOnlyList<TimeRange> summary, string summaryName, string binaryPath)
    {
        try
        {
            var binary = ChbMitSeizureFile.Read(binaryPath);
            bool agree = binary.Count == summary.Count && binary.Zip(summary).All(pair => IsNear(pair.First, pair.Second));
            return agree ? null : $"{summaryName} says {Shown(summary)}, {Path.GetFileName(binaryPath)} says {Shown(binary)}.";
        }
        catch (ChbMitException error)
        {
            return $"{error.Message} The summary's seizures stand.";
        }
    }

    private static bool IsNear(TimeRange a, TimeRange b) => IsNear(a.Start - b.Start) && IsNear(a.End - b.End);

    private static bool IsNear(Seconds difference) => difference <= Tolerance && -difference <= Tolerance;

    private static string Shown(IReadOnlyList<TimeRange> seizures) => seizures.Count == 0 ? "no seizures" : string.Join(", ", seizures);

    private static Annotation[] Annotate(IReadOnlyList<TimeRange> seizures) =>
        [.. seizures.Select(s => new Annotation(s.Start, s.Duration, Annotation.Seizure))];

    private ChbMitSummary? ReadSummary(string name)
    {
        string path = Path.Combine(folder, name);
        return File.Exists(path) ? ChbMitSummary.Read(path) : null;
    }

    [GeneratedRegex(@"^(?<subject>chb\d{2})[a-z]?_\d+\+?\.edf$", RegexOptions.IgnoreCase)]
    private static partial Regex RecordingName { get; }
}

/// <summary>The seizures of one recording, as its folder has them.</summary>
/// <param name="SubjectId">The subject, such as <c>chb01</c>.</param>
/// <param name="Annotations">The seizures; empty when there were none, or nothing speaks about the recording.</param>
/// <param name="Source">Name of the file that <paramref name="Annotations"/> come from; null when none speaks about the recording.</param>
/// <param name="Disagreement">How the summary and the <c>.seizures</c> file differ; null when they do not.</param>
public sealed record ChbMitSeizures(string SubjectId, IReadOnlyList<Annotation> Annotations, string? Source, string? Disagreement);
