using Berger.Signals;

namespace Berger.Recordings.Devices.Generated;

/// <summary>
/// A scalp EEG that never was: 23 bipolar channels as in CHB-MIT, at 256 Hz, with 1/f background, alpha that comes and
/// goes, blinks, muscle, electrode pops, 60 Hz from the mains, and seizures whose true onsets are its annotations. The
/// same arguments give the same counts, whatever the length of the blocks. Blocks are made as they are read, so it may
/// last for days.
/// </summary>
public sealed class GeneratedRecording : IRecordingSource
{
    /// <summary>Samples per second of every channel.</summary>
    internal const int Hertz = 256;

    private static readonly SampleRate Rate = SampleRate.FromHertz(Hertz);

    /// <summary>CHB-MIT's own: 0.39 µV per count.</summary>
    private static readonly Calibration Calibration = new(-2048, 2047, -800, 800);

    private readonly int seed;
    private readonly SampleCount length;

    /// <summary>A recording with as many seizures as asked for, spread over it by the seed.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="seed">What all of it follows from.</param>
    /// <param name="duration">Its length.</param>
    /// <param name="seizures">Number of seizures; when null, one in each begun half hour.</param>
    /// <param name="startTime">Wall clock at second 0; null for none.</param>
    /// <exception cref="ArgumentException">So many seizures do not fit: each takes <see cref="GeneratedSeizure.ShortestSlot"/>.</exception>
    public GeneratedRecording(RecordingKey key, int seed, Seconds duration, int? seizures = null, DateTimeOffset? startTime = null)
        : this(key, seed, duration, startTime, GeneratedSeizure.Spread(seed, duration, seizures))
    {
    }

    /// <summary>A recording with seizures at given times, 30-90 s long, or up to 10 s before the next one or the end.</summary>
    /// <param name="onsets">Onsets from the start of the recording, ascending.</param>
    /// <inheritdoc cref="GeneratedRecording(RecordingKey, int, Seconds, int?, DateTimeOffset?)"/>
    /// <exception cref="ArgumentException">Onsets descend, lie outside, or leave less than 20 s to the next one or the end.</exception>
    public GeneratedRecording(RecordingKey key, int seed, Seconds duration, IReadOnlyList<Seconds> onsets, DateTimeOffset? startTime = null)
        : this(key, seed, duration, startTime, GeneratedSeizure.At(seed, duration, onsets))
    {
    }

    private GeneratedRecording(RecordingKey key, int seed, Seconds duration, DateTimeOffset? startTime, IReadOnlyList<GeneratedSeizure> seizures)
    {
        this.seed = seed;
        length = Rate.CountIn(duration);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length.Value, nameof(duration));
        Recording = new(key, startTime, [.. Scalp.Derivations.Select(d => new Channel(d.Label, "uV", Rate, Calibration, "generated"))]);
        Seizures = seizures;
        Annotations = [.. seizures.Select(s => new Annotation(s.Onset, s.Duration, Annotation.Seizure))];
    }

    public Recording Recording { get; }

    public IReadOnlyList<Annotation> Annotations { get; }

    /// <summary>The seizures, by onset, with where they begin.</summary>
    public IReadOnlyList<GeneratedSeizure> Seizures { get; }

    public IEnumerable<SignalBlock> ReadBlocks(int group, Seconds maxDuration)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(group, 0);
        int longest = (int)Math.Clamp(maxDuration.Nanoseconds / (Seconds.PerSecond / Hertz), 1, 3600 * Hertz);
        return Blocks(longest);
    }

    private IEnumerable<SignalBlock> Blocks(int longest)
    {
        var scalp = new Scalp(seed, Seizures);
        for (long first = 0; first < length.Value; first += longest)
        {
            int count = (int)Math.Min(longest, length.Value - first);
            int[] counts = new int[Scalp.Derivations.Count * count];
            for (int done = 0; done < count;)
            {
                int within = (int)((first + done) % Hertz), take = Math.Min(count - done, Hertz - within);
                if (within == 0) scalp.GenerateSecond();
                for (int channel = 0; channel < Scalp.Derivations.Count; channel++)
                    Digitize(scalp, channel, within, counts.AsSpan(channel * count + done, take));
                done += take;
            }

            yield return SignalBlock.OfDigital(Rate.DurationOf(new SampleCount(first)), Rate, Scalp.Derivations.Count, counts);
        }
    }

    private static void Digitize(Scalp scalp, int channel, int first, Span<int> counts)
    {
        double gain = Calibration.Gain, offset = Calibration.Offset;
        var (_, plus, minus) = Scalp.Derivations[channel];
        ReadOnlySpan<double> positive = scalp.Of(plus)[first..], negative = scalp.Of(minus)[first..];
        for (int i = 0; i < counts.Length; i++)
        {
            double count = Math.Round((positive[i] - negative[i] - offset) / gain);
            counts[i] = (int)Math.Clamp(count, Calibration.DigitalMinimum, Calibration.DigitalMaximum);
        }
    }
}
