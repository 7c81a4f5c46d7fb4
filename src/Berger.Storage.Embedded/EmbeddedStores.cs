using Berger.Recordings.Annotations;
using Berger.Recordings.Audit;
using Berger.Recordings.Catalog;
using Berger.Recordings.Samples;
using Berger.Storage.Embedded.Annotations;
using Berger.Storage.Embedded.Audit;
using Berger.Storage.Embedded.Catalog;
using Berger.Storage.Embedded.Samples;
using Microsoft.Extensions.DependencyInjection;

namespace Berger.Storage.Embedded;

/// <summary>Registers the stores of one machine.</summary>
public static class EmbeddedStores
{
    /// <param name="services">Where to.</param>
    /// <param name="folder">The folder of <c>berger.db</c>.</param>
    public static IServiceCollection AddEmbeddedStores(this IServiceCollection services, string folder) => services
        .AddSingleton(_ => SqliteDatabase.Open(folder))
        .AddSingleton<IRecordingCatalog, SqliteRecordingCatalog>()
        .AddSingleton<ISampleStore, SqliteSampleStore>()
        .AddSingleton<IAnnotationStore, SqliteAnnotationStore>()
        .AddSingleton<IAuditLog, SqliteAuditLog>();
}
