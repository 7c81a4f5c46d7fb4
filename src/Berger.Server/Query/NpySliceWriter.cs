using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using Berger.Formats.Npy;
using Berger.Recordings.Query;
using Microsoft.AspNetCore.Http;

namespace Berger.Server.Query;

/// <summary>A window as float32 <c>[channels × samples]</c>, gaps NaN.</summary>
internal static class NpySliceWriter
{
    private const int BytesPerFlush = 1 << 18;

    public static async Task WriteAsync(HttpResponse response, SignalSlice slice, CancellationToken cancellation)
    {
        var (start, columns) = slice.MeasureColumns();
        SliceHeaders.Set(response, slice, slice.CommonRate.Hertz, start, "samples");
        Begin(response, slice.Channels.Count, columns);
        float[] line = ArrayPool<float>.Shared.Rent(columns);
        try
        {
            for (int row = 0; row < slice.Channels.Count; row++)
            {
                slice.CopyRow(row, start, line.AsSpan(0, columns));
                await WriteAsync(response.BodyWriter, line.AsMemory(0, columns), cancellation);
            }

            await response.BodyWriter.FlushAsync(cancellation);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(line);
        }
    }

    public static async Task WriteAsync(HttpResponse response, int rows, int columns, float[] values, CancellationToken cancellation)
    {
        Begin(response, rows, columns);
        await WriteAsync(response.BodyWriter, values, cancellation);
        await response.BodyWriter.FlushAsync(cancellation);
    }

    private static void Begin(HttpResponse response, int rows, int columns)
    {
        var header = new NpyHeader(NpyType.Float32, rows, columns);
        byte[] bytes = header.ToBytes();
        response.ContentType = NpyHeader.MediaType;
        response.ContentLength = bytes.Length + (long)header.DataLength;
        response.BodyWriter.Write(bytes);
    }

    /// <summary>Sends what has gathered once it is worth a call to the socket.</summary>
    private static async ValueTask WriteAsync(PipeWriter body, ReadOnlyMemory<float> values, CancellationToken cancellation)
    {
        const int Part = BytesPerFlush / sizeof(float);
        for (int from = 0; from < values.Length; from += Part)
        {
            body.Write(MemoryMarshal.AsBytes(values.Span.Slice(from, Math.Min(Part, values.Length - from))));
            if (body.UnflushedBytes >= BytesPerFlush) await body.FlushAsync(cancellation);
        }
    }
}
