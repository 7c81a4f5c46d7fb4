using Berger.Signals;

namespace Berger.Recordings.Devices;

/// <summary>How a <see cref="Device"/> sends.</summary>
public readonly record struct DeviceOptions()
{
    /// <summary>The smallest <see cref="Speed"/>.</summary>
    public const double SlowestSpeed = 0.001;

    /// <summary>Times as fast as the signal was recorded; infinity sends without pause. Default 1. After an outage the device catches up.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Length of a chunk. Default 1 s.</summary>
    public Seconds ChunkDuration { get; init; } = Seconds.From(1.0);

    /// <summary>Chunks that are being sent at the same time. Default 4. Chunks may therefore arrive out of order.</summary>
    public int InFlight { get; init; } = 4;

    /// <summary>
    /// Chunks that wait for their turn, beside those in flight. Default 600. When it is full, the device reads no further
    /// until one is acknowledged: nothing is dropped.
    /// </summary>
    public int Buffer { get; init; } = 600;

    /// <summary>The longest pause before the first repetition; it doubles with each. Default 100 ms. The pause itself is drawn between 0 and this.</summary>
    public TimeSpan FirstBackoff { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Where the doubling ends. Default 10 s.</summary>
    public TimeSpan LongestBackoff { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What the pauses are drawn from; devices that run at once should have different ones.</summary>
    public int Seed { get; init; }

    /// <summary>How chunks are written. Default <see cref="ChunkEncoding.Npy"/>.</summary>
    public ChunkEncoding Encoding { get; init; } = ChunkEncoding.Npy;

    /// <summary>Who is named as author of the annotations. Default <c>device</c>.</summary>
    public string Author { get; init; } = "device";

    /// <summary>Where the annotations are said to come from. Default <c>device</c>.</summary>
    public string Origin { get; init; } = "device";

    internal void Validate()
    {
        if (!(Speed >= SlowestSpeed)) throw new ArgumentOutOfRangeException(nameof(Speed), Speed, $"The speed of a device must be {SlowestSpeed} or more.");
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ChunkDuration.Nanoseconds, 0, nameof(ChunkDuration));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(InFlight);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Buffer);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(FirstBackoff, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(LongestBackoff, FirstBackoff);
    }
}

/// <summary>The body of a <c>POST /ingest</c>.</summary>
public enum ChunkEncoding
{
    /// <summary>
    /// Counts as int16, or int32 where they need it; physical values as float32 where that is exact, or else float64.
    /// </summary>
    Npy,

    /// <summary>Physical values in each channel's unit, as text.</summary>
    Json,
}
