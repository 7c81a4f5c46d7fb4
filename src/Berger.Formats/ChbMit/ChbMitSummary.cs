using Berger.Signals;

namespace Berger.Formats.ChbMit;

/// <summary>
/// A subject's <c>chbNN-summary.txt</c> of the CHB-MIT Scalp EEG Database (PhysioNet, doi:10.13026/C2K01R): which files
/// there are, when they were recorded, and where their seizures are.
/// </summary>
/// <param name="Rate">Sampling rate of all files; null when the summary does not say.</param>
/// <param name="Files">The files in the summary's order.</param>
public sealed record ChbMitSummary(SampleRate? Rate, IReadOnlyList<ChbMitFile> Files)
{
    /// <exception cref="ChbMitException">A line that no summary has.</exception>
    public static ChbMitSummary Read(string path)
    {
        using var reader = new StreamReader(path);
        return Parse(reader, Path.GetFileName(path));
    }

    /// <param name="reader">The text.</param>
    /// <param name="name">The file's name, for error messages.</param>
    /// <exception cref="ChbMitException">A line that no summary has.</exception>
    public static ChbMitSummary Parse(TextReader reader, string name)
    {
        var parser = new ChbMitSummaryParser(name);
        while (reader.ReadLine() is { } line) parser.Add(line);
        return parser.Finish();
    }
}

/// <summary>One recording in a summary.</summary>
/// <param name="Name">File name, such as <c>chb01_03.edf</c>.</param>
/// <param name="Start">
/// Clock at its start, from midnight of some day; 24 h and more after midnight of a night's recording. Null when not said.
/// </param>
/// <param name="End">Clock at its end, likewise; it may restart at midnight and so lie below <paramref name="Start"/>.</param>
/// <param name="Seizures">Its seizures, from the start of the recording.</param>
/// <param name="Channels">Labels of its channels; <c>-</c> and <c>.</c> are placeholders that carry no signal.</param>
public sealed record ChbMitFile(
    string Name,
    TimeSpan? Start,
    TimeSpan? End,
    IReadOnlyList<TimeRange> Seizures,
    IReadOnlyList<string> Channels);
