using System.Diagnostics;
using Berger.Signals.Compression;
using Berger.Tests.Signals.Compression;

namespace Berger.Benchmarks.Compression;

/// <summary>Ratio against packed integers, and speed on one thread, of whole data sets in blocks of 10 s and of 1 s.</summary>
internal static class CompressionBenchmark
{
    /// <summary>Blocks that speed is measured on; ratios are of all.</summary>
    private const int TimedBlocks = 1000;

    private static readonly (string Name, string Files, int Width)[] Sets =
    [
        ("CHB-MIT clips", "chbmit_seizure_clips/*.edf", 2),
        ("eegmat", "eegmat/*.edf", 2),
        ("eegmmidb S001", "eegmmidb/S001/*.edf", 2),
        ("BDF test.bdf", "mne_python/test.bdf", 3),
        ("BDF mne_test", "edfio/mne_test.bdf", 3),
    ];

    public static void Run(string data)
    {
        Console.WriteLine("| set | block | ratio | files min-max | encode MB/s | decode MB/s |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var (name, files, width) in Sets)
            foreach (double seconds in new[] { 10.0, 1.0 })
                Console.WriteLine($"| {name} | {seconds} s | {Measure(data, files, width, seconds)} |");
    }

    private static string Measure(string data, string files, int width, double seconds)
    {
        var encoder = new BlockEncoder();
        long raw = 0, encoded = 0;
        double worst = double.MaxValue, best = 0;
        var timed = new List<(int[] Samples, int ChannelCount, byte[] Block)>();
        foreach (string file in FilesOf(data, files))
        {
            long rawBefore = raw, encodedBefore = encoded;
            foreach (var (samples, channels) in RealBlocks.Read(file, seconds))
            {
                byte[] block = encoder.Encode(samples, channels);
                raw += (long)samples.Length * width;
                encoded += block.Length;
                if (timed.Count < TimedBlocks) timed.Add((samples, channels, block));
            }

            double ratio = (double)(raw - rawBefore) / (encoded - encodedBefore);
            (worst, best) = (Math.Min(worst, ratio), Math.Max(best, ratio));
        }

        var (encode, decode) = Time(timed, width);
        return $"{(double)raw / encoded:F3} | {worst:F2}-{best:F2} | {encode:F0} | {decode:F0}";
    }

    private static string[] FilesOf(string data, string pattern)
    {
        int slash = pattern.LastIndexOf('/');
        return [.. Directory.GetFiles(Path.Combine(data, pattern[..slash]), pattern[(slash + 1)..]).Order(StringComparer.Ordinal)];
    }

    /// <summary>
    /// Megabytes of packed integers per second. Rounds go over all blocks, and each block counts with its best round, so
    /// that other programs on the machine disturb little.
    /// </summary>
    private static (double Encode, double Decode) Time(List<(int[] Samples, int ChannelCount, byte[] Block)> blocks, int width)
    {
        var encoder = new BlockEncoder();
        var decoder = new BlockDecoder();
        int[] decoded = new int[blocks.Max(b => b.Samples.Length)];
        double megabytes = blocks.Sum(b => (double)b.Samples.Length * width) / 1e6;
        double encode = BestRounds(blocks, 5, b => encoder.Encode(b.Samples, b.ChannelCount));
        double decode = BestRounds(blocks, 10, b => decoder.Decode(b.Block, decoded.AsSpan(0, b.Samples.Length)));
        return (megabytes / encode, megabytes / decode);
    }

    /// <summary>Seconds: the sum of each block's shortest time.</summary>
    private static double BestRounds<T>(List<T> blocks, int rounds, Action<T> work)
    {
        long[] best = new long[blocks.Count];
        Array.Fill(best, long.MaxValue);
        for (int round = 0; round < rounds; round++)
            for (int i = 0; i < best.Length; i++)
            {
                long start = Stopwatch.GetTimestamp();
                work(blocks[i]);
                best[i] = Math.Min(best[i], Stopwatch.GetTimestamp() - start);
            }

        return best.Sum() / (double)Stopwatch.Frequency;
    }
}
