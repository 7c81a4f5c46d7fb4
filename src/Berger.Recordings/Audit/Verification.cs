using System.Runtime.CompilerServices;
using Berger.Recordings.Catalog;
using Berger.Recordings.Samples;
using Berger.Signals;
using Berger.Signals.Compression;

namespace Berger.Recordings.Audit;

/// <summary>
/// Reads the whole ingestion log, checks its chain, decodes every block and compares its checksum with its line: proof
/// that nothing was altered behind the database's back.
/// </summary>
public sealed class Verification(IAuditLog log, ISampleStore store, IRecordingCatalog catalog)
{
    private const int LinesPerRead = 1000;

    /// <summary>Everything that is not as it was stored. The log is always followed from its first line; blocks are decoded for the recordings wanted.</summary>
    /// <param name="subjectId">Only blocks of this subject; null for all.</param>
    /// <param name="recordingId">Only blocks of this recording; null for all.</param>
    /// <param name="progress">Told the number of lines read.</param>
    /// <param name="cancellation">Stops between lines.</param>
    public async IAsyncEnumerable<Discrepancy> VerifyAsync(
        string? subjectId, string? recordingId, IProgress<long>? progress, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var directory = new RecordingDirectory(catalog);
        var declarations = new Dictionary<long, string>();
        var head = LogHead.Empty;
        for (; ; )
        {
            var entries = await log.ReadAsync(null, null, head.Id, LinesPerRead, cancellation);
            if (entries.Count == 0) yield break;
            foreach (var entry in entries)
            {
                cancellation.ThrowIfCancellationRequested();
                var recording = await directory.FindAsync(entry.Key, cancellation);
                if (CheckChain(entry, head, recording, declarations) is { } broken) yield return broken;
                head = new LogHead(entry.Id, entry.Hash);
                bool wanted = (subjectId ?? entry.Key.SubjectId) == entry.Key.SubjectId && (recordingId ?? entry.Key.RecordingId) == entry.Key.RecordingId;
                if (wanted && recording is not null && await CheckBlockAsync(entry, recording, cancellation) is { } damaged) yield return damaged;
            }

            progress?.Report(head.Id);
        }
    }

    private static Discrepancy? CheckChain(LogEntry entry, LogHead previous, StoredRecording? recording, Dictionary<long, string> declarations)
    {
        if (recording is null) return new Discrepancy(entry, "the recording that the line names is missing");
        if (entry.Id != previous.Id + 1) return new Discrepancy(entry, $"lines {previous.Id + 1} to {entry.Id - 1} of the log are missing");
        if (!declarations.TryGetValue(recording.Id, out string? declaration)) declarations[recording.Id] = declaration = DeclarationChecksum.Of(recording.Recording);
        return entry.ComputeHash(previous.Hash, declaration).AsSpan().SequenceEqual(entry.Hash) ? null
            : new Discrepancy(entry, "the line, the one before it, or its recording's channels or start time were altered: its hash does not follow");
    }

    private async Task<Discrepancy?> CheckBlockAsync(LogEntry entry, StoredRecording recording, CancellationToken cancellation)
    {
        if (entry.Group >= recording.Recording.Groups.Count) return new Discrepancy(entry, "the recording's channels were altered: the line's channel group is missing");
        var blocks = await store.ReadAfterAsync(recording.Id, entry.Id - 1, 1, cancellation);
        if (blocks is not [var stored] || stored.LogId != entry.Id) return new Discrepancy(entry, "its block is missing");
        if (stored.Range != entry.Range || stored.Group != entry.Group) return new Discrepancy(entry, $"its block was moved to {stored.Range} of channel group {stored.Group}");
        try
        {
            var group = recording.Recording.Groups[entry.Group];
            var block = new BlockDecoder().Decode(stored.Data, stored.Range.Start, group.Rate);
            if (block.ChannelCount != group.Channels.Count) return new Discrepancy(entry, $"its block has {block.ChannelCount} channels, the recording {group.Channels.Count}");
            string checksum = block.ComputeChecksum();
            return checksum == entry.Checksum ? null : new Discrepancy(entry, $"its samples were altered: they have {checksum}, the line says {entry.Checksum}");
        }
        catch (CorruptBlockException error)
        {
            return new Discrepancy(entry, $"its block is damaged: {error.Message}");
        }
    }
}

/// <summary>Something that is not as it was stored.</summary>
/// <param name="Entry">The line of the log at which it shows.</param>
/// <param name="Problem">What is wrong.</param>
public sealed record Discrepancy(LogEntry Entry, string Problem)
{
    public override string ToString() => $"log line {Entry.Id}, recording {Entry.Key}, {Entry.Range}: {Problem}";
}
