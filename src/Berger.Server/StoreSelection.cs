using Berger.Recordings;
using Berger.Storage.Embedded;
using Berger.Storage.Server;
using Microsoft.Extensions.DependencyInjection;

namespace Berger.Server;

/// <summary>Picks the side of each port by what is set.</summary>
public static class StoreSelection
{
    public static IServiceCollection AddStores(this IServiceCollection services, BergerSettings settings) => settings.DatabaseUrl is { } url
        ? services.AddPostgresStores(url)
        : services.AddEmbeddedStores(settings.DataFolder);

    /// <summary>Opens the stores, and creates or upgrades their schemas.</summary>
    /// <exception cref="StoreUnavailableException">One cannot be reached.</exception>
    public static async Task PrepareStoresAsync(this IServiceProvider services, CancellationToken cancellation)
    {
        if (services.GetService<PostgresDatabase>() is { } postgres) await postgres.UpgradeAsync(cancellation);
        else services.GetRequiredService<SqliteDatabase>();
    }
}
