using Berger.Cli.Bench.Report;

namespace Berger.Cli.Bench.Measures;

/// <summary>Notes how long each <c>POST /ingest</c> takes until it is answered.</summary>
internal sealed class ChunkTimer(Timings timings) : DelegatingHandler(new SocketsHttpHandler())
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri?.AbsolutePath != "/ingest") return await base.SendAsync(request, cancellationToken);
        HttpResponseMessage? response = null;
        await timings.MeasureAsync(async () => response = await base.SendAsync(request, cancellationToken));
        return response!;
    }
}
