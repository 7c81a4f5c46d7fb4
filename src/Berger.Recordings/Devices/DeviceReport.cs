using Berger.Signals;

namespace Berger.Recordings.Devices;

/// <summary>How a device ended.</summary>
/// <param name="Key">The recording that it sent.</param>
/// <param name="Totals">Its last progress.</param>
/// <param name="IsComplete">Whether everything was acknowledged: all chunks, the annotations, and that the recording is complete.</param>
/// <param name="Failure">What the server refused for good; null when nothing. When incomplete without it, the device was cancelled.</param>
/// <param name="Unacknowledged">Chunks that were read and not acknowledged, by start. They may be stored or not; sending them again is harmless.</param>
/// <param name="ReadUpTo">Up to where the recording was read; what follows was never sent.</param>
public sealed record DeviceReport(
    RecordingKey Key,
    DeviceProgress Totals,
    bool IsComplete,
    DeviceFailure? Failure,
    IReadOnlyList<ChunkId> Unacknowledged,
    Seconds ReadUpTo);

/// <summary>What names a chunk within its recording.</summary>
/// <param name="Group">Index of its channels in <see cref="Recording.Groups"/>.</param>
/// <param name="Range">Its time.</param>
public readonly record struct ChunkId(int Group, TimeRange Range)
{
    public override string ToString() => Group == 0 ? $"chunk {Range}" : $"chunk {Range} of group {Group}";
}

/// <summary>The server's word that a chunk is durable.</summary>
/// <param name="Chunk">The chunk.</param>
/// <param name="LogId">Its entry in the server's audit trail.</param>
/// <param name="Checksum">The server's checksum of it, which is the device's too.</param>
/// <param name="IsDuplicate">Whether the server had it already, as after an acknowledgement that was lost.</param>
public sealed record ChunkAcknowledgement(ChunkId Chunk, string LogId, string Checksum, bool IsDuplicate);

/// <summary>Why a device gave up.</summary>
/// <param name="What">What it was sending.</param>
/// <param name="Status">The HTTP status; null when the answer was wrong in another way.</param>
/// <param name="Problem">The server's problem detail, or what was wrong with its answer.</param>
public sealed record DeviceFailure(string What, int? Status, string Problem)
{
    public override string ToString() => Status is { } status ? $"{What}: refused with {status}. {Problem}" : $"{What}: {Problem}";
}

/// <summary>How far a device is.</summary>
/// <param name="Read">Chunks read from the source.</param>
/// <param name="Sent">Chunks sent at least once.</param>
/// <param name="Acknowledged">Chunks that the server holds.</param>
/// <param name="Duplicates">Those among them that it held already.</param>
/// <param name="Resent">Requests that were repeated, of any kind.</param>
/// <param name="Elapsed">Time since the device started.</param>
/// <param name="LastProblem">Why the last request was repeated; null when the last one went through.</param>
public sealed record DeviceProgress(
    long Read,
    long Sent,
    long Acknowledged,
    long Duplicates,
    long Resent,
    TimeSpan Elapsed,
    string? LastProblem)
{
    /// <summary>Chunks read and not acknowledged.</summary>
    public long Pending => Read - Acknowledged;

    /// <summary>Acknowledged chunks per second since the start; 0 at the start.</summary>
    public double Rate => Elapsed > TimeSpan.Zero ? Acknowledged / Elapsed.TotalSeconds : 0;
}
