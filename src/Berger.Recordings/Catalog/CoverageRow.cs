using Berger.Signals;

namespace Berger.Recordings.Catalog;

/// <summary>A line of the table <c>coverage</c>, the same in every store; property names are the columns'.</summary>
public sealed class CoverageRow
{
    public long Recording { get; init; }

    public long ChannelGroup { get; init; }

    public long StartNs { get; init; }

    public long EndNs { get; init; }

    public long ToleranceNs { get; init; }

    public long Bytes { get; init; }

    public static CoverageRow Of(long recording, CoverageSpan span) => new()
    {
        Recording = recording,
        ChannelGroup = span.Group,
        StartNs = span.Range.Start.Nanoseconds,
        EndNs = span.Range.End.Nanoseconds,
        ToleranceNs = span.Tolerance.Nanoseconds,
        Bytes = span.Bytes,
    };

    public CoverageSpan ToSpan() => new((int)ChannelGroup, new(new Seconds(StartNs), new Seconds(EndNs)), new(ToleranceNs), Bytes);
}
