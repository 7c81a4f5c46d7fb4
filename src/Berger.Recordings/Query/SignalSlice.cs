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

    /// <summary>Samples of each row, gaps counted too.</summary>
    public int ColumnCount => checked((int)CommonRate.CountIn(Range.Duration).Value);

    /// <summary>
    /// The samples of one row as float32 in its channel's unit, NaN in gaps. Column k is the sample at the start of the
    /// stretch plus k samples; a block falls on the nearest column.
    /// </summary>
    /// <param name="row">The row.</param>
    /// <param name="line">Where they go; <see cref="ColumnCount"/> long.</param>
    public void CopyRow(int row, Span<float> line)
    {
        line.Fill(float.NaN);
        foreach (var (block, blockRow, _, _) in PartsOf(row))
        {
            int offset = (int)block.Rate.CountIn(block.Start - Range.Start).Value;
            int from = Math.Max(0, -offset), to = Math.Min(block.SampleCount, line.Length - offset);
            if (to > from) block.CopyPhysical(blockRow, from, CalibrationOf(row), line[(offset + from)..(offset + to)]);
        }
    }

    /// <summary>All rows as <see cref="CopyRow"/> gives them: float32 <c>[channels × samples]</c>.</summary>
    public (float[] Values, int Columns) ToMatrix()
    {
        int columns = ColumnCount;
        var values = GC.AllocateUninitializedArray<float>(checked(Channels.Count * columns));
        for (int row = 0; row < Channels.Count; row++) CopyRow(row, values.AsSpan(row * columns, columns));
        return (values, columns);
    }
}

/// <summary>The blocks of one channel group that touch the stretch, by start.</summary>
/// <param name="Group">The channel group.</param>
/// <param name="Blocks">Its blocks; the first and the last may reach beyond the stretch.</param>
/// <param name="IsWhole">Whether they, or the overview they were left out for, cover all of the stretch.</param>
public sealed record SliceGroup(ChannelGroup Group, IReadOnlyList<SignalBlock> Blocks, bool IsWhole);
