namespace Berger.Signals;

/// <summary>One continuous acquisition: who, when and which channels. Its samples are <see cref="SignalBlock"/>s.</summary>
public sealed record Recording
{
    /// <param name="key">Subject and recording id.</param>
    /// <param name="startTime">Wall clock at second 0; null when unknown. Clocks without a time zone, such as EDF's, are taken as UTC.</param>
    /// <param name="channels">Channels in recorded order.</param>
    public Recording(RecordingKey key, DateTimeOffset? startTime, IReadOnlyList<Channel> channels)
    {
        Key = key;
        StartTime = startTime;
        Channels = channels;
        ChannelNames = UniqueNames(channels);
        Groups = [.. channels.Select((channel, index) => (channel.Rate, index))
            .GroupBy(c => c.Rate, c => c.index)
            .Select((group, index) => new ChannelGroup(index, group.Key, [.. group]))];
    }

    public RecordingKey Key { get; }

    public DateTimeOffset? StartTime { get; }

    public IReadOnlyList<Channel> Channels { get; }

    /// <summary>
    /// One name for each channel: its label, and where labels repeat, the label with <c>-0</c>, <c>-1</c> … appended, as MNE does.
    /// </summary>
    public IReadOnlyList<string> ChannelNames { get; }

    /// <summary>The channels by sampling rate, in order of first appearance. Blocks are stored by group, since a block has one rate.</summary>
    public IReadOnlyList<ChannelGroup> Groups { get; }

    /// <summary>Splits what a person or a URL says: each value is a channel's name, or several names with commas between them.</summary>
    public IReadOnlyList<string> SplitNames(IReadOnlyList<string> values) =>
    [
        .. values.SelectMany(value => ChannelNames.Contains(value)
            ? [value]
            : value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)),
    ];

    private static string[] UniqueNames(IReadOnlyList<Channel> channels)
    {
        var repeated = channels.GroupBy(c => c.Label).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet();
        var taken = channels.Select(c => c.Label).Where(label => !repeated.Contains(label)).ToHashSet();
        var next = new Dictionary<string, int>();
        return [.. channels.Select(c => repeated.Contains(c.Label) ? Numbered(c.Label) : c.Label)];

        string Numbered(string label)
        {
            for (int n = next.GetValueOrDefault(label); ; n++)
            {
                string name = $"{label}-{n}";
                if (!taken.Add(name)) continue;
                next[label] = n + 1;
                return name;
            }
        }
    }
}

/// <summary>The channels of a recording that share a sampling rate.</summary>
/// <param name="Index">The group's number within its recording, from 0.</param>
/// <param name="Rate">Their rate.</param>
/// <param name="Channels">Their indices in <see cref="Recording.Channels"/>, ascending; row r of the group's blocks is channel <c>Channels[r]</c>.</param>
public sealed record ChannelGroup(int Index, SampleRate Rate, IReadOnlyList<int> Channels)
{
    /// <summary>The row of a channel in the group's blocks; -1 when it is not one of them.</summary>
    public int RowOf(int channel)
    {
        for (int row = 0; row < Channels.Count; row++)
        {
            if (Channels[row] == channel) return row;
        }

        return -1;
    }
}
