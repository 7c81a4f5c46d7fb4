using Berger.Recordings.Devices;
using Berger.Signals;

namespace Berger.Tests.Recordings.Devices;

/// <summary>A recording whose blocks are given, one list for each group; the longest block asked for is ignored.</summary>
internal sealed class ListedRecording(Recording recording, params IEnumerable<SignalBlock>[] groups) : IRecordingSource
{
    public Recording Recording { get; } = recording;

    public IReadOnlyList<Annotation> Annotations { get; init; } = [];

    public IEnumerable<SignalBlock> ReadBlocks(int group, Seconds maxDuration) => groups[group];
}
