using Berger.Formats.Edf;
using Berger.Signals;
using Xunit.Abstractions;

namespace Berger.Tests.Formats.Edf;

/// <summary>Random recordings come back exactly, whatever their rates, gaps, blocks and annotations.</summary>
public class EdfWriterPropertyTests(ITestOutputHelper output)
{
    private static readonly double[] Rates = [1, 0.5, 12.8, 100, 256, 1.0 / 3, 487.5, 512];

    [Fact]
    public void Write_OfRandomRecordings_RoundTripsExactly()
    {
        int seed = int.TryParse(Environment.GetEnvironmentVariable("BERGER_FUZZ_SEED"), out int given) ? given : Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (int i = 0; i < 200; i++) RoundTrip(random);
    }

    private static void RoundTrip(Random random)
    {
        bool bdf = random.Next(2) == 0;
        var recording = EdfCopy.Recording([.. Enumerable.Range(0, random.Next(1, 6)).Select(c => EdfCopy.Channel($"C{c}", Rates[random.Next(Rates.Length)]))]);
        double unit = new EdfWriter(new MemoryStream(), "unit", recording).RecordDuration.ToDouble();
        var runs = new List<(double Start, double Length)>();
        for (double at = 0; runs.Count < 4; at = runs[^1].Start + runs[^1].Length + unit * random.Next(1, 5)) runs.Add((at, unit * random.Next(1, 8)));
        var options = new EdfWriterOptions { Variant = bdf ? EdfVariant.BdfPlusC : EdfVariant.EdfPlusC, RunDurations = [.. runs.Select(r => Seconds.From(r.Length))] };
        var blocks = recording.Groups.SelectMany(g => runs.Select(r => RandomBlock(recording, g, r.Start, r.Length, bdf ? 0x7FFFFF : short.MaxValue, random))).ToArray();
        Annotation[] annotations = [.. Enumerable.Range(0, random.Next(40)).Select(i => new Annotation(
            Seconds.From(random.Next(-10_000, 1_000_000) / 1000.0), random.Next(2) == 0 ? null : Seconds.From(random.Next(5000) / 1000.0), new string('x', random.Next(1, 200))))];

        using var edf = EdfCopy.WriteAndOpen(recording, options, writer =>
        {
            foreach (var (group, block) in blocks) WriteInPieces(writer, group, block, random);
            foreach (var annotation in annotations) writer.Write(annotation);
        });
        Assert.Equal(annotations, edf.ReadAnnotations());
        foreach (var group in recording.Groups)
            Assert.Equal(blocks.Where(b => b.Group == group.Index).Select(b => (b.Block.Start, b.Block.ComputeChecksum())), edf.Checksums(group.Index));
    }

    private static (int Group, SignalBlock Block) RandomBlock(Recording recording, ChannelGroup group, double start, double length, int most, Random random)
    {
        int samples = (int)group.Rate.CountIn(Seconds.From(length)).Value;
        int[] counts = [.. Enumerable.Range(0, samples * group.Channels.Count).Select(_ => random.Next(-most - 1, most))];
        return (group.Index, EdfCopy.Block(recording, group.Index, start, counts));
    }

    private static void WriteInPieces(EdfWriter writer, int group, SignalBlock block, Random random)
    {
        for (int at = 0; at < block.SampleCount;)
        {
            int count = Math.Min(block.SampleCount - at, random.Next(1, 2000));
            int[] counts = [.. Enumerable.Range(0, block.ChannelCount).SelectMany(row => block.DigitalOf(row).Slice(at, count).ToArray())];
            writer.Write(group, SignalBlock.OfDigital(block.Start + block.Rate.DurationOf(new SampleCount(at)), block.Rate, block.ChannelCount, counts));
            at += count;
        }
    }
}
