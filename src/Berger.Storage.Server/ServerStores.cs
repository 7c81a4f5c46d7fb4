using Berger.Recordings.Annotations;
using Berger.Recordings.Audit;
using Berger.Recordings.Catalog;
using Berger.Recordings.Samples;
using Berger.Storage.Server.Annotations;
using Berger.Storage.Server.Audit;
using Berger.Storage.Server.Catalog;
using Berger.Storage.Server.Samples;
using Microsoft.Extensions.DependencyInjection;

namespace Berger.Storage.Server;

/// <summary>Registers the stores of a team.</summary>
public static class ServerStores
{
    /// <param name="services">Where to.</param>
    /// <param name="databaseUrl">PostgreSQL, such as <c>postgresql://user:password@host:5432/db</c>.</param>
    public static IServiceCollection AddPostgresStores(this IServiceCollection services, string databaseUrl) => services
        .AddSingleton(_ => new PostgresDatabase(databaseUrl))
        .AddSingleton<IRecordingCatalog, PostgresRecordingCatalog>()
        .AddSingleton<ISampleStore, PostgresSampleStore>()
        .AddSingleton<IAnnotationStore, PostgresAnnotationStore>()
        .AddSingleton<IAuditLog, PostgresAuditLog>();
}
