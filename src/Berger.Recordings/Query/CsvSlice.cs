using System.Globalization;
using System.Text;
using Berger.Signals;

namespace Berger.Recordings.Query;

/// <summary>
/// A window as CSV (RFC 4180): the column <c>time_sec</c>, then one for each channel in its unit. A line for each time at
/// which any channel has a sample; a channel without one at that time is empty. No lines in gaps.
/// </summary>
public static class CsvSlice
{
    public const string MediaType = "text/csv";

    private const int FlushCharacters = 1 << 16;

    public static async Task WriteAsync(TextWriter writer, SignalSlice slice, CancellationToken cancellation)
    {
        var text = new StringBuilder("time_sec");
        for (int row = 0; row < slice.Channels.Count; row++) text.Append(',').Append(Quote(slice.NameOf(row)));
        text.Append("\r\n");
        foreach (var line in Lines(slice))
        {
            text.Append(line.Time.ToString());
            foreach (double value in line.Values)
            {
                text.Append(',');
                if (!double.IsNaN(value)) text.Append(value.ToString("R", CultureInfo.InvariantCulture));
            }

            text.Append("\r\n");
            if (text.Length < FlushCharacters) continue;
            await writer.WriteAsync(text, cancellation);
            text.Clear();
        }

        await writer.WriteAsync(text, cancellation);
        await writer.FlushAsync(cancellation);
    }

    private static string Quote(string name) =>
        name.AsSpan().IndexOfAny(",\"\r\n") < 0 ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Merges the groups by time. The values array is reused from line to line.</summary>
    private static IEnumerable<(Seconds Time, double[] Values)> Lines(SignalSlice slice)
    {
        var values = new double[slice.Channels.Count];
        var times = new SortedDictionary<Seconds, List<(SliceGroup Group, SignalBlock Block, int Sample)>>();
        var cursors = slice.Groups.Select(group => Samples(slice, group).GetEnumerator()).ToList();
        foreach (var cursor in cursors) Advance(cursor);
        while (times.Count > 0)
        {
            var (time, due) = times.First();
            times.Remove(time);
            values.AsSpan().Fill(double.NaN);
            foreach (var (group, block, sample) in due)
            {
                for (int row = 0; row < values.Length; row++)
                {
                    int blockRow = group.Group.RowOf(slice.Channels[row]);
                    if (blockRow >= 0) block.CopyPhysical(blockRow, sample, slice.CalibrationOf(row), values.AsSpan(row, 1));
                }
            }

            yield return (time, values);
            foreach (var (group, _, _) in due) Advance(cursors[IndexOf(slice.Groups, group)]);
        }

        void Advance(IEnumerator<(SliceGroup Group, SignalBlock Block, int Sample)> cursor)
        {
            if (!cursor.MoveNext()) return;
            var (_, block, sample) = cursor.Current;
            var time = block.Start + block.Rate.DurationOf(new SampleCount(sample));
            if (!times.TryGetValue(time, out var due)) times[time] = due = [];
            due.Add(cursor.Current);
        }
    }

    private static int IndexOf(IReadOnlyList<SliceGroup> groups, SliceGroup group)
    {
        int index = 0;
        while (!ReferenceEquals(groups[index], group)) index++;
        return index;
    }

    private static IEnumerable<(SliceGroup Group, SignalBlock Block, int Sample)> Samples(SignalSlice slice, SliceGroup group)
    {
        foreach (var block in group.Blocks)
        {
            var (from, to) = slice.Cut(block);
            for (int sample = from; sample < to; sample++) yield return (group, block, sample);
        }
    }
}
