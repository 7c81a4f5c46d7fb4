using Berger.Recordings.Query;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Berger.Server.Query;

/// <summary>A window as EDF+: written to a temporary file first, since its header is known last.</summary>
internal static class EdfAnswer
{
    public const string MediaType = "application/edf";

    public static async Task WriteAsync(HttpContext context, SignalSlice slice, CancellationToken cancellation)
    {
        var export = context.RequestServices.GetRequiredService<EdfExport>();
        await using var file = new FileStream(Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        var request = new ExportRequest(slice.Recording, slice.Range, Deidentify: false, slice.Channels);
        await export.WriteAsync(file, slice.Recording.Recording.Key.RecordingId, request, isBdf: false, cancellation);
        file.Position = 0;
        context.Response.ContentType = MediaType;
        context.Response.ContentLength = file.Length;
        await file.CopyToAsync(context.Response.Body, cancellation);
    }
}
