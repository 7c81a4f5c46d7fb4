namespace Berger.Signals;

/// <summary>A stretch of a recording: from <see cref="Start"/>, which belongs to it, up to <see cref="End"/>, which does not.</summary>
public readonly record struct TimeRange
{
    /// <exception cref="ArgumentException">The end lies before the start.</exception>
    public TimeRange(Seconds start, Seconds end)
    {
        if (end < start) throw new ArgumentException($"The end of a time range, {end} s, lies before its start, {start} s.");
        (Start, End) = (start, end);
    }

    public Seconds Start { get; }

    public Seconds End { get; }

    public Seconds Duration => End - Start;

    public bool Overlaps(TimeRange other) => Start < other.End && other.Start < End;

    public bool Contains(TimeRange other) => Start <= other.Start && other.End <= End;

    public override string ToString() => $"{Start}-{End} s";
}
