using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Berger.Signals;

namespace Berger.Recordings.Audit;

/// <summary>A line of the ingestion log.</summary>
/// <param name="Id">1 for the first line of a store, then without gaps.</param>
/// <param name="Key">The recording.</param>
/// <param name="Group">The channel group.</param>
/// <param name="Range">The time that the chunk covers.</param>
/// <param name="NumSamples">Samples of all channels together.</param>
/// <param name="Checksum">Checksum of the canonical samples.</param>
/// <param name="IngestedAt">When the chunk was stored, UTC, in whole microseconds.</param>
/// <param name="Hash">SHA-256 over the line before and this one: <see cref="ComputeHash"/>.</param>
public sealed record LogEntry(
    long Id, RecordingKey Key, int Group, TimeRange Range, long NumSamples, string Checksum, DateTimeOffset IngestedAt, byte[] Hash)
{
    /// <summary>What the first line is chained to: 32 zero bytes.</summary>
    public static readonly byte[] Genesis = new byte[SHA256.HashSizeInBytes];

    /// <summary>
    /// The hash of this line: SHA-256 over the previous line's hash and the UTF-8 text of ten fields, each ended by a line
    /// feed: id, patient_id, recording_id, channel group, start and end in nanoseconds, num_samples, checksum, ingested_at
    /// in microseconds since 1970, and the checksum of the recording's declaration. A line, or the calibration that its
    /// samples are read with, cannot be changed, removed or inserted without changing all that follows.
    /// </summary>
    /// <param name="previous">Hash of the line before; <see cref="Genesis"/> for the first.</param>
    /// <param name="declaration"><see cref="DeclarationChecksum"/> of the recording.</param>
    public byte[] ComputeHash(ReadOnlySpan<byte> previous, string declaration)
    {
        string text = string.Create(CultureInfo.InvariantCulture,
            $"{Id}\n{Key.SubjectId}\n{Key.RecordingId}\n{Group}\n{Range.Start.Nanoseconds}\n{Range.End.Nanoseconds}\n{NumSamples}\n{Checksum}\n{Microseconds(IngestedAt)}\n{declaration}\n");
        byte[] bytes = [.. previous, .. Encoding.UTF8.GetBytes(text)];
        return SHA256.HashData(bytes);
    }

    /// <summary>The same instant in whole microseconds, which is what databases keep.</summary>
    public static DateTimeOffset Truncate(DateTimeOffset time) => DateTimeOffset.UnixEpoch.AddTicks(Microseconds(time) * TimeSpan.TicksPerMicrosecond);

    /// <summary>Whole microseconds since 1970.</summary>
    internal static long Microseconds(DateTimeOffset time) =>
        (time.UtcTicks / TimeSpan.TicksPerMicrosecond) - (DateTimeOffset.UnixEpoch.Ticks / TimeSpan.TicksPerMicrosecond);
}

/// <summary>The end of the log: what the next line is chained to.</summary>
/// <param name="Id">Id of the last line; 0 when there is none.</param>
/// <param name="Hash">Its hash.</param>
public readonly record struct LogHead(long Id, byte[] Hash)
{
    public static readonly LogHead Empty = new(0, LogEntry.Genesis);
}
