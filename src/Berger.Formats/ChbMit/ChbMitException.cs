namespace Berger.Formats.ChbMit;

/// <summary>An annotation file of CHB-MIT that is damaged, or no such file.</summary>
/// <param name="file">Its name.</param>
/// <param name="place">Where in it: <c>line 12</c> of a summary, or <c>byte 24</c> of a <c>.seizures</c> file.</param>
/// <param name="problem">What was expected there, and what was found.</param>
public sealed class ChbMitException(string file, string place, string problem) : FormatException($"{file}, {place}: {problem}")
{
    public string File { get; } = file;

    public string Place { get; } = place;
}
