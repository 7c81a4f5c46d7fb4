using Berger.Formats.Edf;
using Berger.Signals;

namespace Berger.Recordings.Devices;

/// <summary>An EDF or BDF file, to be played or imported. Dispose it when done.</summary>
public sealed class EdfRecordingSource : IRecordingSource, IDisposable
{
    private readonly EdfFile file;

    /// <param name="file">The open file; the source owns it from here on.</param>
    /// <param name="key">What the recording is to be called.</param>
    /// <param name="annotations">What is known from elsewhere, such as a summary beside the file.</param>
    public EdfRecordingSource(EdfFile file, RecordingKey key, IReadOnlyList<Annotation> annotations)
    {
        this.file = file;
        Recording = file.ToRecording(key);
        Annotations = [.. file.ReadAnnotations().Concat(annotations).OrderBy(annotation => annotation.Onset)];
    }

    public Recording Recording { get; }

    public IReadOnlyList<Annotation> Annotations { get; }

    /// <summary>Whether the file holds any samples: annotation-only files and those cut off in their first data record do not.</summary>
    public bool HasSignal => Recording.Channels.Count > 0 && file.Header.RecordCount > 0;

    /// <summary>Damage found in the file so far, and what was done about it.</summary>
    public IReadOnlyList<EdfFinding> Findings => file.Findings;

    public IEnumerable<SignalBlock> ReadBlocks(int group, Seconds maxDuration) => file.ReadBlocks(group, maxDuration);

    public void Dispose() => file.Dispose();
}
