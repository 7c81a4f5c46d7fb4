using System.Globalization;
using Berger.Signals;

namespace Berger.Recordings.Query;

/// <summary>A query that cannot be answered as it was asked.</summary>
/// <param name="parameter">The parameter at fault.</param>
/// <param name="message">What is wrong with it and what to do.</param>
public sealed class QueryException(string parameter, string message) : Exception(message)
{
    /// <summary>The parameter at fault.</summary>
    public string Parameter => parameter;

    /// <summary>Whether the thing asked for does not exist, rather than the question being wrong.</summary>
    public bool NotFound { get; private init; }

    public static QueryException NoRecording(RecordingKey key) => new("recording_id",
        $"There is no recording {key.RecordingId} of patient {key.SubjectId}. GET /recordings lists what there is.")
    {
        NotFound = true,
    };

    public static QueryException NoChannel(Recording recording, string name) => new("channels",
        $"Recording {recording.Key} has no channel {name}. It has: {string.Join(", ", recording.ChannelNames)}.");

    internal static QueryException SeveralRates(SignalSlice slice) => new("channels",
        "The channels have several sampling rates, which do not fit one array: " + string.Join("; ", slice.Groups.Select(group =>
            $"{group.Group.Rate}: {string.Join(", ", group.Group.Channels.Select(c => slice.Recording.Recording.ChannelNames[c]))}"))
        + ". Ask for channels of one rate at a time, or with max_points, or for JSON or CSV.");

    internal static QueryException TooLarge(long values, long limit) => new("end", string.Create(CultureInfo.InvariantCulture,
        $"The window holds {values:N0} samples; {limit:N0} are answered at once. Ask for a shorter window, fewer channels, or max_points."));
}
