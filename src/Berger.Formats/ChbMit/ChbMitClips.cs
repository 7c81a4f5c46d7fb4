using System.Globalization;
using Berger.Signals;

namespace Berger.Formats.ChbMit;

/// <summary>
/// The table <c>clips.tsv</c> beside cut-outs of CHB-MIT recordings: for each clip the recording it was cut from, where
/// it begins there, and the seizure's start and end there, in seconds.
/// </summary>
public static class ChbMitClips
{
    private const string TableName = "clips.tsv";

    /// <summary>The seizure that a clip shows, in seconds from the clip's start.</summary>
    /// <returns>Null when there is no table beside the clip, or it does not list the clip.</returns>
    /// <exception cref="ChbMitException">The table lacks a column, or a number in it is none.</exception>
    public static ChbMitSeizures? Find(string path)
    {
        string table = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "", TableName);
        if (!File.Exists(table)) return null;
        string[] lines = File.ReadAllLines(table);
        string[] columns = lines.Length > 0 ? lines[0].Split('\t') : [];
        for (int line = 1; line < lines.Length; line++)
        {
            var row = new Row(table, line + 1, columns, lines[line].Split('\t'));
            if (row["file"] == Path.GetFileName(path)) return row.ToSeizures();
        }

        return null;
    }

    private readonly record struct Row(string Table, int Line, string[] Columns, string[] Cells)
    {
        public string this[string column]
        {
            get
            {
                int index = Array.IndexOf(Columns, column);
                return index >= 0 && index < Cells.Length ? Cells[index] : throw Refuse(column, "is missing");
            }
        }

        public ChbMitSeizures ToSeizures()
        {
            string subject = this["source_recording"].Split('_')[0];
            if (this["clip_start_s_in_recording"] == "n/a") return new ChbMitSeizures(subject, [], TableName, null);
            Seconds clip = Number("clip_start_s_in_recording"), clipEnd = clip + Number("clip_length_s");
            Seconds start = Seconds.Max(Number("seizure_start_s"), clip), end = Seconds.Min(Number("seizure_end_s"), clipEnd);
            return new ChbMitSeizures(subject, end > start ? [new Annotation(start - clip, end - start, Annotation.Seizure)] : [], TableName, null);
        }

        private Seconds Number(string column) =>
            decimal.TryParse(this[column], NumberStyles.Float, CultureInfo.InvariantCulture, out decimal value) && Math.Abs(value) < (decimal)Seconds.Limit
                ? Seconds.From(value)
                : throw Refuse(column, $"is {this[column]}, not a number of seconds");

        private ChbMitException Refuse(string column, string problem) => new(Table, $"line {Line}", $"{column} {problem}");
    }
}
