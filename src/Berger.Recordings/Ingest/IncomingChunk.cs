using Berger.Signals;

namespace Berger.Recordings.Ingest;

/// <summary>A chunk as a device sent it, before it is checked against its recording.</summary>
/// <param name="Key">The recording.</param>
/// <param name="Start">Time of the first sample, in seconds from the recording's start.</param>
/// <param name="End">Time after the last sample, as the device says; null when it does not say.</param>
/// <param name="SamplingRate">Samples per second, as the device says; null when it relies on the declaration.</param>
/// <param name="Channels">Channel labels or names in the order of the rows; null when they are all of the recording's.</param>
/// <param name="Samples">The rows.</param>
public sealed record IncomingChunk(
    RecordingKey Key, double Start, double? End, double? SamplingRate, IReadOnlyList<string>? Channels, IncomingSamples Samples);

/// <summary>Rows of samples <c>[channels × samples]</c>, channel after channel: counts or physical values.</summary>
/// <param name="RowCount">Number of rows.</param>
/// <param name="Counts">Counts; null when the device sends physical values.</param>
/// <param name="Values">Values in each channel's unit; null when the device sends counts.</param>
/// <param name="IsSinglePrecision">Whether <paramref name="Values"/> were sent as float32.</param>
public sealed record IncomingSamples(int RowCount, int[]? Counts, double[]? Values, bool IsSinglePrecision = false)
{
    /// <summary>Samples in each row.</summary>
    public int RowLength => RowCount == 0 ? 0 : (Counts?.Length ?? Values!.Length) / RowCount;
}
