using System.Collections.Concurrent;
using Berger.Signals;
using Berger.Signals.Compression;

namespace Berger.Recordings.Samples;

/// <summary>
/// Decoded blocks, the least recently used dropped first. Blocks never change, so what is here is never stale.
/// </summary>
public sealed class BlockCache(long capacityBytes = BlockCache.DefaultCapacityBytes)
{
    public const long DefaultCapacityBytes = 128 << 20;

    private readonly Lock gate = new();
    private readonly Dictionary<long, LinkedListNode<(long LogId, SignalBlock Block)>> nodes = [];
    private readonly LinkedList<(long LogId, SignalBlock Block)> byUse = new();
    private readonly ConcurrentBag<BlockDecoder> decoders = [];
    private long bytes;

    /// <summary>The samples of a stored block.</summary>
    /// <exception cref="CorruptBlockException">The stored bytes are damaged.</exception>
    public SignalBlock Decode(StoredBlock stored, SampleRate rate)
    {
        lock (gate)
        {
            if (nodes.TryGetValue(stored.LogId, out var node))
            {
                byUse.Remove(node);
                byUse.AddFirst(node);
                return node.Value.Block;
            }
        }

        var decoder = decoders.TryTake(out var free) ? free : new BlockDecoder();
        var block = decoder.Decode(stored.Data, stored.Range.Start, rate);
        decoders.Add(decoder);
        Keep(stored.LogId, block);
        return block;
    }

    /// <summary>The samples of several stored blocks of one channel group, decoded on all cores.</summary>
    public SignalBlock[] Decode(IReadOnlyList<StoredBlock> stored, SampleRate rate)
    {
        var blocks = new SignalBlock[stored.Count];
        int missing = 0;
        lock (gate)
        {
            foreach (var block in stored)
                if (!nodes.ContainsKey(block.LogId)) missing++;
        }

        if (missing < 2)
        {
            for (int i = 0; i < blocks.Length; i++) blocks[i] = Decode(stored[i], rate);
        }
        else
        {
            Parallel.For(0, blocks.Length, i => blocks[i] = Decode(stored[i], rate));
        }

        return blocks;
    }

    private static long SizeOf(SignalBlock block) => 4L * block.Digital.Length + 8L * block.Physical.Length;

    private void Keep(long logId, SignalBlock block)
    {
        lock (gate)
        {
            if (SizeOf(block) > capacityBytes / 4 || nodes.ContainsKey(logId)) return;
            nodes[logId] = byUse.AddFirst((logId, block));
            bytes += SizeOf(block);
            while (bytes > capacityBytes)
            {
                var (oldest, dropped) = byUse.Last!.Value;
                byUse.RemoveLast();
                nodes.Remove(oldest);
                bytes -= SizeOf(dropped);
            }
        }
    }
}
