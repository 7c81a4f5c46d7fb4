using System.Collections.Concurrent;
using Berger.Signals;

namespace Berger.Recordings.Catalog;

/// <summary>Remembers declared recordings, which never change, so that a chunk or a window costs no look-up. Their state is not kept current.</summary>
public sealed class RecordingDirectory(IRecordingCatalog catalog)
{
    private const int Capacity = 10_000;

    private readonly ConcurrentDictionary<RecordingKey, StoredRecording> known = new();

    public async ValueTask<StoredRecording?> FindAsync(RecordingKey key, CancellationToken cancellation)
    {
        if (known.TryGetValue(key, out var recording)) return recording;
        recording = await catalog.FindAsync(key, cancellation);
        if (recording is not null) Remember(recording);
        return recording;
    }

    /// <inheritdoc cref="IRecordingCatalog.DeclareAsync"/>
    public async Task<Declaration> DeclareAsync(Recording recording, CancellationToken cancellation)
    {
        var declaration = await catalog.DeclareAsync(recording, cancellation);
        Remember(declaration.Recording);
        return declaration;
    }

    private void Remember(StoredRecording recording)
    {
        if (known.Count >= Capacity) known.Clear();
        known[recording.Recording.Key] = recording;
    }
}
