namespace Berger.Signals;

/// <summary>Something that happened in a recording, such as a seizure.</summary>
/// <param name="Onset">When it began, from the recording's start; may lie before 0 or after the end.</param>
/// <param name="Duration">How long it lasted; null when the source did not say.</param>
/// <param name="Text">What it was, such as <c>seizure</c>.</param>
/// <param name="Channels">Names of the channels that it concerns; empty when it concerns all.</param>
public sealed record Annotation(Seconds Onset, Seconds? Duration, string Text, IReadOnlyList<string> Channels)
{
    /// <summary>The text that all sources' seizures are given.</summary>
    public const string Seizure = "seizure";

    public Annotation(Seconds onset, Seconds? duration, string text)
        : this(onset, duration, text, [])
    {
    }

    /// <summary>When it ended; its onset when it has no duration.</summary>
    public Seconds End => Onset + (Duration ?? Seconds.Zero);

    public bool Equals(Annotation? other) => other is not null && Onset == other.Onset && Duration == other.Duration
        && Text == other.Text && Channels.SequenceEqual(other.Channels);

    public override int GetHashCode() => HashCode.Combine(Onset, Duration, Text, Channels.Count);
}
