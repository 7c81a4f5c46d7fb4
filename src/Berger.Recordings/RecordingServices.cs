using Berger.Recordings.Audit;
using Berger.Recordings.Catalog;
using Berger.Recordings.Ingest;
using Berger.Recordings.Live;
using Berger.Recordings.Query;
using Berger.Recordings.Samples;
using Microsoft.Extensions.DependencyInjection;

namespace Berger.Recordings;

/// <summary>Registers the data half of the platform. The stores come from a Berger.Storage project.</summary>
public static class RecordingServices
{
    public static IServiceCollection AddRecordings(this IServiceCollection services) => services
        .AddSingleton(TimeProvider.System)
        .AddSingleton<RecordingDirectory>()
        .AddSingleton<OverviewWriter>()
        .AddSingleton(_ => new BlockCache())
        .AddSingleton<LiveUpdates>()
        .AddSingleton<Appender>()
        .AddSingleton<GroupCommit>()
        .AddSingleton<Ingestion>()
        .AddSingleton<RecordingImport>()
        .AddSingleton<RecordingReader>()
        .AddSingleton<EdfExport>()
        .AddSingleton<Verification>()
        .AddSingleton<SignalQuery>();
}
