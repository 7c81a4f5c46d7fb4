using System.Text.RegularExpressions;
using Berger.Formats.ChbMit;
using Berger.Formats.Edf;
using Berger.Signals;

namespace Berger.Recordings.Devices;

/// <summary>A recording's file on disk: whose it is, and what lies beside it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Key">Subject and recording id.</param>
/// <param name="Annotations">Seizures from files beside it.</param>
/// <param name="AnnotationSource">The file that they come from; null when there is none.</param>
/// <param name="Warning">What the files beside it disagree on; null when nothing.</param>
public sealed partial record RecordingFile(
    string Path, RecordingKey Key, IReadOnlyList<Annotation> Annotations, string? AnnotationSource, string? Warning)
{
    private static readonly string[] Extensions = [".edf", ".bdf"];

    /// <summary>The recordings in a file or in a folder and all below it, by path.</summary>
    /// <exception cref="FileNotFoundException">Neither a file nor a folder.</exception>
    public static IReadOnlyList<string> Find(string path)
    {
        if (File.Exists(path)) return [path];
        if (!Directory.Exists(path)) throw new FileNotFoundException($"There is no file or folder {path}.", path);
        return
        [
            .. Directory.EnumerateFiles(path, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true })
                .Where(file => Extensions.Contains(System.IO.Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>
    /// Reads what lies beside a file. Its subject is, in this order: the one given, the one of CHB-MIT's or BIDS's file
    /// names, the patient code in an EDF+ header, the folder's name. The recording id is the file's name.
    /// </summary>
    /// <exception cref="EdfException">The file's header cannot be read.</exception>
    /// <exception cref="ChbMitException">What lies beside it is damaged.</exception>
    public static RecordingFile Describe(string path, string? subject)
    {
        var seizures = ChbMitFolder.At(path).Find(path) ?? ChbMitClips.Find(path);
        string name = System.IO.Path.GetFileName(path);
        return new RecordingFile(
            path,
            new RecordingKey(subject ?? seizures?.SubjectId ?? BidsSubject(name) ?? PatientCode(path) ?? FolderName(path), name),
            seizures?.Annotations ?? [],
            seizures?.Source,
            seizures?.Disagreement);
    }

    /// <summary>Opens it for reading. The caller disposes the source.</summary>
    /// <exception cref="EdfException">The file cannot be read.</exception>
    public EdfRecordingSource Open() => new(EdfFile.Open(Path), Key, Annotations);

    private static string? BidsSubject(string name) => BidsName.Match(name) is { Success: true } match ? match.Groups["subject"].Value : null;

    private static string? PatientCode(string path)
    {
        var header = EdfFile.Identify(path);
        string code = header.Reserved.Length > 0 ? header.Patient.Split(' ')[0] : "";
        return code is "" or "X" ? null : code;
    }

    private static string FolderName(string path) =>
        System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))) is { Length: > 0 } folder ? folder : "unknown";

    [GeneratedRegex("^(?<subject>sub-[A-Za-z0-9]+)_")]
    private static partial Regex BidsName { get; }
}
