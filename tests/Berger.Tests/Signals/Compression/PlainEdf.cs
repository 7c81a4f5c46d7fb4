using System.Globalization;
using System.Text;

namespace Berger.Tests.Signals.Compression;

/// <summary>The samples of an EDF or BDF file and nothing else, so that the codec is measured without Berger's own reader.</summary>
internal static class PlainEdf
{
    /// <summary>Reads the signals that share the most common rate; annotations are skipped.</summary>
    /// <returns>Counts <c>[channels × samples]</c>, channel after channel, and samples per second.</returns>
    public static (int[] Samples, int ChannelCount, double Rate) Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int width = bytes[0] == 255 ? 3 : 2, header = Number(bytes, 184), signals = Number(bytes, 252, 4);
        int[] perRecord = [.. Enumerable.Range(0, signals).Select(i => Number(bytes, 256 + signals * 216 + 8 * i))];
        var real = Enumerable.Range(0, signals).Where(i => !Text(bytes, 256 + 16 * i, 16).Contains("Annotations")).ToArray();
        int common = real.GroupBy(i => perRecord[i]).OrderByDescending(g => g.Count()).First().Key;
        int[] channels = [.. real.Where(i => perRecord[i] == common)];

        int record = perRecord.Sum() * width, records = (bytes.Length - header) / record;
        int[] samples = new int[channels.Length * records * common];
        for (int c = 0; c < channels.Length; c++)
        {
            int start = header + perRecord.Take(channels[c]).Sum() * width;
            for (int t = 0; t < records * common; t++)
                samples[c * records * common + t] = Sample(bytes, start + t / common * record + t % common * width, width);
        }

        return (samples, channels.Length, common / double.Parse(Text(bytes, 244, 8), CultureInfo.InvariantCulture));
    }

    /// <summary>The recording in blocks of so many seconds; the last one may be shorter.</summary>
    public static IEnumerable<(int[] Samples, int ChannelCount)> Blocks(string path, double seconds)
    {
        var (samples, channels, rate) = Read(path);
        int total = samples.Length / channels, length = (int)(rate * seconds);
        for (int t = 0; t < total; t += length)
        {
            int count = Math.Min(length, total - t);
            int[] block = new int[channels * count];
            for (int c = 0; c < channels; c++) samples.AsSpan(c * total + t, count).CopyTo(block.AsSpan(c * count));
            yield return (block, channels);
        }
    }

    private static int Sample(byte[] bytes, int at, int width) =>
        width == 2 ? (short)(bytes[at] | bytes[at + 1] << 8) : bytes[at] | bytes[at + 1] << 8 | (sbyte)bytes[at + 2] << 16;

    private static int Number(byte[] bytes, int at, int length = 8) => int.Parse(Text(bytes, at, length), CultureInfo.InvariantCulture);

    private static string Text(byte[] bytes, int at, int length) => Encoding.Latin1.GetString(bytes, at, length).Trim();
}
