using Berger.Formats.Npy;
using Berger.Recordings.Query;
using Berger.Signals;
using Berger.Signals.Overview;
using Microsoft.AspNetCore.Http;

namespace Berger.Server.Query;

/// <summary>Min/max columns: float32 <c>[channels × 2·columns]</c>, or the seed's JSON with two values for each column.</summary>
internal static class MinMaxWriter
{
    public static Task WriteAsync(HttpResponse response, SliceFormat format, SignalSlice slice, MinMaxColumns columns, CancellationToken cancellation)
    {
        double columnRate = columns.ColumnCount / slice.Range.Duration.ToDouble();
        SliceHeaders.Set(response, slice, columnRate, slice.Range.Start, "min-max");
        return format.MediaType switch
        {
            NpyHeader.MediaType => NpySliceWriter.WriteAsync(response, columns.ChannelCount, 2 * columns.ColumnCount, columns.Values, cancellation),
            "application/json" => WriteJsonAsync(response, slice, columns, columnRate),
            _ => throw new QueryParameterException("Accept", format.MediaType, "With max_points a window comes as application/x-npy or application/json."),
        };
    }

    private static async Task WriteJsonAsync(HttpResponse response, SignalSlice slice, MinMaxColumns columns, double columnRate)
    {
        response.ContentType = "application/json";
        await using var json = new System.Text.Json.Utf8JsonWriter(response.BodyWriter);
        JsonSliceWriter.WriteStart(json, slice, columnRate);
        for (int row = 0; row < columns.ChannelCount; row++)
        {
            json.WriteStartArray(slice.NameOf(row));
            for (int i = 0; i < 2 * columns.ColumnCount; i++)
            {
                float value = columns.Values[(row * 2 * columns.ColumnCount) + i];
                if (float.IsNaN(value)) continue;
                json.WriteStartObject();
                json.WriteNumber("timestamp", slice.Range.Start.ToDouble() + ((i / 2) + 0.5) / columnRate);
                json.WriteNumber("value", value);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
