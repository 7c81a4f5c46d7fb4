using Berger.Signals;

namespace Berger.Recordings.Devices;

/// <summary>A recording that can be played: a file, or a generated one.</summary>
public interface IRecordingSource
{
    Recording Recording { get; }

    /// <summary>What is known to happen in it, by onset.</summary>
    IReadOnlyList<Annotation> Annotations { get; }

    /// <summary>
    /// Reads a group of channels from the start to the end, in order. Blocks never cross a gap and never overlap. Each
    /// enumeration begins anew and may hold a file open until it is disposed of.
    /// </summary>
    /// <param name="group">Index in <see cref="Recording.Groups"/>.</param>
    /// <param name="maxDuration">The longest block; a block has one sample at least.</param>
    IEnumerable<SignalBlock> ReadBlocks(int group, Seconds maxDuration);
}

public static class RecordingSources
{
    /// <summary>The same signal under another name, so that several devices can play one file.</summary>
    public static IRecordingSource Named(this IRecordingSource source, RecordingKey key) => new NamedSource(source, key);

    private sealed class NamedSource(IRecordingSource source, RecordingKey key) : IRecordingSource
    {
        public Recording Recording { get; } = new(key, source.Recording.StartTime, source.Recording.Channels);

        public IReadOnlyList<Annotation> Annotations => source.Annotations;

        public IEnumerable<SignalBlock> ReadBlocks(int group, Seconds maxDuration) => source.ReadBlocks(group, maxDuration);
    }
}
