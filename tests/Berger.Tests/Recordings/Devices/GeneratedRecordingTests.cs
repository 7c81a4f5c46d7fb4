using Berger.Recordings.Devices;
using Berger.Recordings.Devices.Generated;
using Berger.Signals;

namespace Berger.Tests.Recordings.Devices;

public class GeneratedRecordingTests
{
    private const int Hertz = 256;

    private static readonly RecordingKey Key = new("sim01", "sim01_01");

    /// <summary>Five minutes without seizures, in µV by channel.</summary>
    private static readonly Lazy<double[][]> Calm = new(() => Read(new GeneratedRecording(Key, 5, Seconds.From(300.0), seizures: 0)));

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.37)]
    [InlineData(7.3)]
    [InlineData(1000)]
    public void Blocks_OfAnyLength_HoldTheSameCounts(double maxDuration)
    {
        var recording = new GeneratedRecording(Key, 3, Seconds.From(65.5), [Seconds.From(12.0)]);
        int[][] expected = Counts(recording, Seconds.From(1.0)), actual = Counts(recording, Seconds.From(maxDuration));
        Assert.Equal(23, expected.Length);
        Assert.Equal(65.5 * Hertz, expected[0].Length);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Blocks_FollowEachOtherWithoutGap()
    {
        var end = Seconds.Zero;
        foreach (var block in new GeneratedRecording(Key, 3, Seconds.From(10.5)).ReadBlocks(0, Seconds.From(1.0)))
        {
            Assert.Equal(end, block.Start);
            end = block.End;
        }

        Assert.Equal(Seconds.From(10.5), end);
    }

    [Fact]
    public void Seed_Same_GivesTheSameBits_Other_GivesOthers()
    {
        string Checksum(int seed) => new GeneratedRecording(Key, seed, Seconds.From(20.0)).ReadBlocks(0, Seconds.From(20.0)).Single().ComputeChecksum();
        Assert.Equal(Checksum(1), Checksum(1));
        Assert.NotEqual(Checksum(1), Checksum(2));
    }

    [Fact]
    public void Recording_OfTenDays_IsReadLazily()
    {
        var recording = new GeneratedRecording(Key, 1, Seconds.From(864_000.0));
        using var blocks = recording.ReadBlocks(0, Seconds.From(1.0)).GetEnumerator();
        Assert.True(blocks.MoveNext());
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 50; i++) Assert.True(blocks.MoveNext());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50 * (23 * Hertz * sizeof(int) + 2000));
        Assert.Equal(481, recording.Annotations.Count);
    }

    [Fact]
    public void Channels_AreThoseOfChbMit()
    {
        var recording = new GeneratedRecording(Key, 1, Seconds.From(1.0)).Recording;
        Assert.Equal(23, recording.Channels.Count);
        Assert.Equal(["FP1-F7", "T8-P8-0", "T8-P8-1"], [recording.ChannelNames[0], recording.ChannelNames[14], recording.ChannelNames[22]]);
        Assert.Equal(new Calibration(-2048, 2047, -800, 800), recording.Channels[0].Calibration);
    }

    [Fact]
    public void Channels_AroundALoop_AddUpToNothing()
    {
        // FP1 to O1 over the temple, and back over the top: what is left is rounding, half a count of 0.39 µV at each.
        double[][] signal = Calm.Value;
        for (int i = 0; i < signal[0].Length; i++)
            Assert.InRange(signal[0][i] + signal[1][i] + signal[2][i] + signal[3][i] - signal[4][i] - signal[5][i] - signal[6][i] - signal[7][i], -1.6, 1.6);
        Assert.Equal(signal[14], signal[22]);
    }

    [Fact]
    public void Background_HasTheSizeOfEeg() => Assert.All(Calm.Value, channel => Assert.InRange(RootMeanSquare(channel), 10, 50));

    [Fact]
    public void Spectrum_FallsWithFrequency()
    {
        double[] power = Spectrum(Calm.Value[17]); // CZ-PZ
        double slope = Math.Log10(Mean(power, 25, 45) / Mean(power, 2, 5)) / Math.Log10(35 / 3.5);
        Assert.InRange(slope, -2, -0.8);
    }

    [Fact]
    public void Spectrum_HasAlphaBehindAndNotInFront()
    {
        double[] back = Spectrum(Calm.Value[7]), front = Spectrum(Calm.Value[4]); // P3-O1, FP1-F3
        Assert.InRange(Mean(back, 9, 11) / Mean(back, 13, 16), 4, 200);
        Assert.InRange(Mean(front, 9, 11) / Mean(front, 13, 16), 0.5, 3);
    }

    [Fact]
    public void Spectrum_HasTheMains()
    {
        Assert.Contains(Calm.Value, channel => Spectrum(channel) is var power && power[60] > 10 * Mean(power, 55, 58));
        Assert.All(Calm.Value, channel => Assert.InRange(Math.Sqrt(2 * Spectrum(channel)[60]), 0, 6));
    }

    [Fact]
    public void Alpha_ComesAndGoes()
    {
        double[] channel = Calm.Value[7];
        double[] alpha = [.. Enumerable.Range(0, 75).Select(i => Mean(Spectrum(channel[(i * 4 * Hertz)..((i + 1) * 4 * Hertz)]), 9, 11)).Order()];
        Assert.True(alpha[60] > 5 * alpha[15], $"{alpha[15]} to {alpha[60]}");
    }

    [Fact]
    public void Blinks_AreLargeInFront()
    {
        Assert.True(Deflection(0) > 60, $"{Deflection(0)} µV"); // FP1-F7
        Assert.True(Deflection(0) > 1.3 * Deflection(2), $"{Deflection(0)} and {Deflection(2)} µV"); // T7-P7

        // How far the slow part rises above its median, in the top 2 % of eighths of a second.
        double Deflection(int channel)
        {
            double[] slow = [.. Calm.Value[channel].Chunk(Hertz / 8).Select(eighth => eighth.Average()).Order()];
            return slow[slow.Length * 98 / 100] - slow[slow.Length / 2];
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Seizure_RaisesLineLength_FirstAtItsFocus(int seed)
    {
        var recording = new GeneratedRecording(Key, seed, Seconds.From(240.0), [Seconds.From(100.0)]);
        var seizure = Assert.Single(recording.Seizures);
        Assert.Equal([new Annotation(seizure.Onset, seizure.Duration, Annotation.Seizure)], recording.Annotations);
        Assert.InRange(seizure.Duration.ToDouble(), 30, 90);
        double[][] signal = Read(recording);
        double[] early = Rise(98, 10), late = Rise(100 + seizure.Duration.ToDouble() * 0.6, 10), after = Rise(100 + seizure.Duration.ToDouble() + 2, 10);

        var labels = recording.Recording.Channels.Select(c => c.Label).ToList();
        int[] focal = [.. seizure.OnsetChannels.Select(c => labels.IndexOf(c))];
        Assert.True(focal.Max(c => early[c]) > 1.25, $"at {seizure.Focus}: {string.Join(' ', focal.Select(c => early[c]))}");
        Assert.All(focal, c => Assert.True(late[c] > 2, $"{labels[c]}: {late[c]}"));
        int reachedEarly = early.Count(rise => rise > 1.3), reachedLate = late.Count(rise => rise > 1.3);
        Assert.True(reachedLate >= 2 * reachedEarly, $"from {reachedEarly} to {reachedLate} channels");
        Assert.True(after.Average() < 0.9, $"{after.Average()}: it leaves the background flat");

        double[] Rise(double from, double seconds) =>
            [.. signal.Select(channel => LineLength(channel, from, seconds) / LineLength(channel, 20, 75))];
    }

    [Fact]
    public void Seizure_SlowsDown()
    {
        var recording = new GeneratedRecording(Key, 8, Seconds.From(240.0), [Seconds.From(100.0)]);
        double[] focal = Read(recording)[recording.Recording.Channels.ToList().FindIndex(c => c.Label == recording.Seizures[0].OnsetChannels[0])];
        double length = recording.Seizures[0].Duration.ToDouble();
        Assert.InRange(Peak(104), 6, 10.5);
        Assert.InRange(Peak(100 + length - 6), 1.5, 4);

        double Peak(double from)
        {
            double[] power = Spectrum(focal[(int)(from * Hertz)..(int)((from + 4) * Hertz)], seconds: 2);
            return Enumerable.Range(3, 30).MaxBy(bin => power[bin]) / 2.0;
        }
    }

    [Fact]
    public void Seizures_AskedFor_AreSpreadWithoutOverlap()
    {
        var recording = new GeneratedRecording(Key, 4, Seconds.From(600.0), seizures: 10);
        Assert.Equal(10, recording.Annotations.Count);
        Assert.All(recording.Annotations.Zip(recording.Annotations.Skip(1)), pair => Assert.True(pair.First.End < pair.Second.Onset));
        Assert.True(recording.Annotations[^1].End < Seconds.From(600.0));
        Assert.Throws<ArgumentException>(() => new GeneratedRecording(Key, 4, Seconds.From(600.0), seizures: 11));
        Assert.Throws<ArgumentException>(() => new GeneratedRecording(Key, 4, Seconds.From(60.0), [Seconds.From(45.0)]));
        Assert.Throws<ArgumentException>(() => new GeneratedRecording(Key, 4, Seconds.From(60.0), [Seconds.From(30.0), Seconds.From(5.0)]));
    }

    [Fact]
    public void Named_PlaysTheSameSignalUnderAnotherName()
    {
        var recording = new GeneratedRecording(Key, 1, Seconds.From(2.0));
        var other = recording.Named(new("sim02", "x"));
        Assert.Equal(new RecordingKey("sim02", "x"), other.Recording.Key);
        Assert.Equal(Counts(recording, Seconds.From(1.0)), Counts(other, Seconds.From(1.0)));
    }

    private static int[][] Counts(IRecordingSource source, Seconds maxDuration)
    {
        var counts = source.Recording.Channels.Select(_ => new List<int>()).ToArray();
        foreach (var block in source.ReadBlocks(0, maxDuration))
            for (int channel = 0; channel < counts.Length; channel++) counts[channel].AddRange(block.DigitalOf(channel));
        return [.. counts.Select(c => c.ToArray())];
    }

    private static double[][] Read(GeneratedRecording recording) =>
        [.. Counts(recording, Seconds.From(60.0)).Select(channel => channel.Select(recording.Recording.Channels[0].Calibration!.Value.ToPhysical).ToArray())];

    private static double RootMeanSquare(double[] values) => Math.Sqrt(values.Average(v => v * v));

    private static double LineLength(double[] channel, double from, double seconds)
    {
        double sum = 0;
        for (int i = (int)(from * Hertz); i < (int)((from + seconds) * Hertz); i++) sum += Math.Abs(channel[i + 1] - channel[i]);
        return sum / seconds;
    }

    private static double Mean(double[] power, int from, int to) => power[from..(to + 1)].Average();

    /// <summary>Power in µV² of the sine at each multiple of 1 Hz (or of a finer step), averaged over segments with a Hann taper.</summary>
    private static double[] Spectrum(double[] channel, int seconds = 1)
    {
        int length = seconds * Hertz, segments = channel.Length / length;
        double[] power = new double[70 * seconds];
        for (int bin = 0; bin < power.Length; bin++)
        {
            for (int segment = 0; segment < segments; segment++)
            {
                double re = 0, im = 0;
                for (int i = 0; i < length; i++)
                {
                    double taper = 1 - Math.Cos(2 * Math.PI * i / length), value = taper * channel[segment * length + i];
                    var (sin, cos) = Math.SinCos(2 * Math.PI * bin * i / length);
                    re += cos * value;
                    im += sin * value;
                }

                power[bin] += (re * re + im * im) * 2 / ((double)length * length * segments);
            }
        }

        return power;
    }
}
