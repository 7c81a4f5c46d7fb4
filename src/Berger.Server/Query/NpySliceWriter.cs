using System.Buffers;
using System.Runtime.InteropServices;
using Berger.Formats.Npy;
using Berger.Recordings.Query;
using Microsoft.AspNetCore.Http;

namespace Berger.Server.Query;

/// <summary>A window as float32 <c>[channels × samples]</c>, gaps NaN.</summary>
internal static class NpySliceWriter
{
    public static Task WriteAsync(HttpResponse response, SignalSlice slice, CancellationToken cancellation)
    {
        var (values, columns, start) = slice.ToMatrix();
        SliceHeaders.Set(response, slice, slice.CommonRate.Hertz, start, "samples");
        return WriteAsync(response, slice.Channels.Count, columns, values, cancellation);
    }

    public static async Task WriteAsync(HttpResponse response, int rows, int columns, float[] values, CancellationToken cancellation)
    {
        byte[] header = new NpyHeader(NpyType.Float32, rows, columns).ToBytes();
        response.ContentType = NpyHeader.MediaType;
        response.ContentLength = header.Length + 4L * values.Length;
        await response.BodyWriter.WriteAsync(header, cancellation);
        const int Part = 1 << 16;
        for (int from = 0; from < values.Length; from += Part)
        {
            response.BodyWriter.Write(MemoryMarshal.AsBytes(values.AsSpan(from, Math.Min(Part, values.Length - from))));
            await response.BodyWriter.FlushAsync(cancellation);
        }
    }
}
