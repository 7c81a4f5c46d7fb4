using Berger.Recordings.Catalog;
using Berger.Signals;

namespace Berger.Recordings.Query;

/// <summary>
/// A stretch of a recording as it is stored: the arrow between the store and everyone who looks at signal. Where no block
/// is, there is a gap.
/// </summary>
/// <param name="Recording">The recording.</param>
/// <param name="Range">The stretch asked for.</param>
/// <param name="Channels">Indices into the recording's channels, in the order asked for.</param>
/// <param name="Groups">The blocks of each channel group that has one of the channels.</param>
public sealed record SignalSlice(
    StoredRecording Recording, TimeRange Range, IReadOnlyList<int> Channels, IReadOnlyList<SliceGroup> Groups)
{
    /// <summary>The rate that all channels share.</summary>
    /// <exception cref="QueryException">They have several.</exception>
    public SampleRate CommonRate => Groups is [var only] ? only.Group.Rate : throw QueryException.SeveralRates(this);

    /// <summary>Whether every moment of the stretch is stored, for every channel, so that nothing can be added to it.</summary>
    public bool IsWhole => Groups.All(group => group.IsWhole);

    /// <summary>Name of the channel in a row of the slice.</summary>
    public string NameOf(int row) => Recording.Recording.ChannelNames[Channels[row]];

    /// <summary>Calibration of the channel in a row of the slice.</summary>
    public Calibration? CalibrationOf(int row) => Recording.Recording.Channels[Channels[row]].Calibration;

    /// <summary>The samples of a block that lie in the stretch: from the first index up to the second, which is not one of them.</summary>
    public (int From, int To) Cut(SignalBlock block) => (
        (int)Math.Clamp(block.Rate.CountUpTo(Range.Start - block.Start).Value, 0, block.SampleCount),
        (int)Math.Clamp(block.Rate.CountUpTo(Range.End - block.Start).Value, 0, block.SampleCount));

    /// <summary>The blocks of one row, by start, each with the row's place in it and the samples that lie in the stretch.</summary>
    public IEnumerable<(SignalBlock Block, int BlockRow, int From, int To)> PartsOf(int row)
    {
        var group = Groups.First(group => group.Group.RowOf(Channels[row]) >= 0);
        int blockRow = group.Group.RowOf(Channels[row]);
        foreach (var block in group.Blocks)
        {
            var (from, to) = Cut(block);
            if (to > from) yield return (block, blockRow, from, to);
        }
    }

    /// <summary>
    /// The columns of the slice as an array. They follow the clock of the first block: the first column is its first sample
    /// at or after the stretch's start, or would be.
    /// </summary>
    /// <returns>The time of the first column, and how many there are.</returns>
    /// <exception cref="QueryException">The channels have several rates.</exception>
    public (Seconds Start, int Count) MeasureColumns()
    {
        var rate = CommonRate;
        var clock = Groups[0].Blocks is [var first, ..] ? first.Start : Range.Start;
        var skipped = rate.CountUpTo(Range.Start - clock);
        return (clock + rate.DurationOf(skipped), checked((int)(rate.CountUpTo(Range.End - clock) - skipped).Value));
    }

    /// <summary>
    /// The samples of one row as float32 in its channel's unit, NaN in gaps. A sample of a block with another clock than the
    /// first one's falls into the column whose period it lies in.
    /// </summary>
    /// <param name="row">The row.</param>
    /// <param name="start">Time of the first column, as <see cref="MeasureColumns"/> has it.</param>
    /// <param name="line">Where they go: as long as there are columns.</param>
    public void CopyRow(int row, Seconds start, Span<float> line)
    {
        line.Fill(float.NaN);
        foreach (var (block, blockRow, from, to) in PartsOf(row))
        {
            int column = from - (int)block.Rate.CountUpTo(start - block.Start).Value;
            int length = Math.Min(to - from, line.Length - column);
            if (column >= 0 && length > 0) block.CopyPhysical(blockRow, from, CalibrationOf(row), line.Slice(column, length));
        }
    }

    /// <summary>All rows as <see cref="CopyRow"/> gives them: float32 <c>[channels × samples]</c>.</summary>
    public float[] ToMatrix()
    {
        var (start, columns) = MeasureColumns();
        var values = GC.AllocateUninitializedArray<float>(checked(Channels.Count * columns));
        for (int row = 0; row < Channels.Count; row++) CopyRow(row, start, values.AsSpan(row * columns, columns));
        return values;
    }
}

/// <summary>The blocks of one channel group that touch the stretch, by start.</summary>
/// <param name="Group">The channel group.</param>
/// <param name="Blocks">Its blocks; the first and the last may reach beyond the stretch.</param>
/// <param name="IsWhole">Whether they, or the overview they were left out for, cover all of the stretch.</param>
public sealed record SliceGroup(ChannelGroup Group, IReadOnlyList<SignalBlock> Blocks, bool IsWhole);
