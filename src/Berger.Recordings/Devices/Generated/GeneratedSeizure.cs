using Berger.Signals;

namespace Berger.Recordings.Devices.Generated;

/// <summary>A seizure of a <see cref="GeneratedRecording"/>.</summary>
/// <param name="Onset">When its rhythm begins, from the start of the recording.</param>
/// <param name="Duration">How long it lasts.</param>
/// <param name="Focus">The electrode at which it begins, such as <c>T7</c>.</param>
/// <param name="OnsetChannels">The channels that see the focus, in recorded order.</param>
public sealed record GeneratedSeizure(Seconds Onset, Seconds Duration, string Focus, IReadOnlyList<string> OnsetChannels)
{
    /// <summary>The least time per seizure when several are spread over a recording.</summary>
    public static readonly Seconds ShortestSlot = Seconds.From(60.0);

    private const double Shortest = 30, Longest = 90, Gap = 10, LeastRoom = 20;

    private static readonly Seconds DefaultSlot = Seconds.From(1800.0);

    private static readonly string[] Foci = ["F7", "T7", "P7", "F3", "C3", "FT9", "F8", "T8", "P8", "F4", "C4", "FT10"];

    /// <summary>Seizures spread over a recording: one in each of as many equal slots.</summary>
    internal static IReadOnlyList<GeneratedSeizure> Spread(int seed, Seconds duration, int? count)
    {
        long fitting = duration.Nanoseconds / ShortestSlot.Nanoseconds;
        long number = count ?? Math.Min(fitting, 1 + duration.Nanoseconds / DefaultSlot.Nanoseconds);
        if (number < 0 || number > fitting)
            throw new ArgumentException($"{number} seizures do not fit {duration} s: each takes {ShortestSlot} s.", nameof(count));
        var noise = new SeededNoise(seed, nameof(Spread));
        double slot = duration.ToDouble() / Math.Max(1, number);
        return At(seed, duration, [.. Enumerable.Range(0, (int)number).Select(i => Seconds.From(Math.Round(slot * (i + noise.Between(0.15, 0.5)), 2)))]);
    }

    /// <summary>Seizures at given onsets.</summary>
    internal static IReadOnlyList<GeneratedSeizure> At(int seed, Seconds duration, IReadOnlyList<Seconds> onsets)
    {
        var noise = new SeededNoise(seed, nameof(GeneratedSeizure));
        string focus = Foci[noise.Below(Foci.Length)];
        string[] channels = [.. Scalp.ChannelsOf(focus)];
        return [.. onsets.Select((onset, i) => new GeneratedSeizure(onset, Seconds.From(Length(i)), focus, channels))];

        double Length(int index)
        {
            double room = ((index + 1 < onsets.Count ? onsets[index + 1] : duration) - onsets[index]).ToDouble();
            if (onsets[index] < Seconds.Zero || room < LeastRoom)
                throw new ArgumentException($"The seizure at {onsets[index]} s needs {LeastRoom} s to the next one or the end, and has {room} s.", nameof(onsets));
            return Math.Round(Math.Min(noise.Between(Shortest, Longest), room - Gap), 2);
        }
    }
}
