using Berger.Formats.Edf;
using Berger.Signals;

namespace Berger.Tests.Signals.Compression;

/// <summary>Real recordings as the codec meets them.</summary>
internal static class RealBlocks
{
    /// <summary>The channels of the most common rate of a file, in blocks of so many seconds; the last one may be shorter.</summary>
    public static IEnumerable<(int[] Samples, int ChannelCount)> Read(string path, double seconds)
    {
        using var file = EdfFile.Open(path);
        var group = file.ToRecording(new("subject", "recording")).Groups.MaxBy(g => g.Channels.Count)!;
        foreach (var block in file.ReadBlocks(group.Index, Seconds.From(seconds))) yield return (block.Digital.ToArray(), block.ChannelCount);
    }
}
