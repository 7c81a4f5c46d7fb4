using System.Text.Json;
using Berger.Recordings.Query;
using Berger.Signals;
using Microsoft.AspNetCore.Http;

namespace Berger.Server.Query;

/// <summary>A window as JSON: for each channel its samples with their times; nothing in gaps.</summary>
internal static class JsonSliceWriter
{
    private const int FlushBytes = 1 << 16;

    public static async Task WriteAsync(HttpResponse response, SignalSlice slice, CancellationToken cancellation)
    {
        response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(response.BodyWriter);
        WriteStart(json, slice, slice.Groups.Max(group => group.Group.Rate.Hertz));
        for (int row = 0; row < slice.Channels.Count; row++)
        {
            json.WriteStartArray(slice.NameOf(row));
            foreach (var (block, blockRow, from, to) in slice.PartsOf(row))
            {
                WritePart(json, slice, row, block, blockRow, from, to);
                if (json.BytesPending < FlushBytes) continue;
                json.Flush();
                await response.BodyWriter.FlushAsync(cancellation);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Everything before the first channel.</summary>
    public static void WriteStart(Utf8JsonWriter json, SignalSlice slice, double samplingRate)
    {
        json.WriteStartObject();
        json.WriteString("patient_id", slice.Recording.Recording.Key.SubjectId);
        json.WriteString("recording_id", slice.Recording.Recording.Key.RecordingId);
        json.WriteNumber("start", slice.Range.Start.ToDouble());
        json.WriteNumber("end", slice.Range.End.ToDouble());
        json.WriteNumber("sampling_rate", samplingRate);
        json.WriteStartObject("channels");
    }

    private static void WritePart(Utf8JsonWriter json, SignalSlice slice, int row, SignalBlock block, int blockRow, int from, int to)
    {
        var values = new double[to - from];
        block.CopyPhysical(blockRow, from, slice.CalibrationOf(row), values);
        for (int i = 0; i < values.Length; i++)
        {
            json.WriteStartObject();
            json.WriteNumber("timestamp", (block.Start + block.Rate.DurationOf(new SampleCount(from + i))).ToDouble());
            json.WriteNumber("value", values[i]);
            json.WriteEndObject();
        }
    }
}
