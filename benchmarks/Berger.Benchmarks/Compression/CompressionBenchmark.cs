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
            foreach (var (samples, channels) in PlainEdf.Blocks(file, seconds))
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

    /// <summary>Megabytes of packed integers per second: the best of four rounds for encoding, of eight for decoding.</summary>
    private static (double Encode, double Decode) Time(List<(int[] Samples, int ChannelCount, byte[] Block)> blocks, int width)
    {
        var encoder = new BlockEncoder();
        var decoder = new BlockDecoder();
        int[] decoded = new int[blocks.Max(b => b.Samples.Length)];
        double megabytes = blocks.Sum(b => (double)b.Samples.Length * width) / 1e6, encode = 0, decode = 0;
        for (int round = 0; round < 8; round++)
        {
            long start = Stopwatch.GetTimestamp();
            foreach (var (samples, _, block) in blocks) decoder.Decode(block, decoded.AsSpan(0, samples.Length));
            decode = Math.Max(decode, megabytes / Stopwatch.GetElapsedTime(start).TotalSeconds);
            if (round >= 4) continue;
            start = Stopwatch.GetTimestamp();
            foreach (var (samples, channels, _) in blocks) encoder.Encode(samples, channels);
            encode = Math.Max(encode, megabytes / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return (encode, decode);
    }
}
