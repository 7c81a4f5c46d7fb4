using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace Berger.Server.Query;

/// <summary>A query parameter, as the HTTP reference shows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it says, with its unit.</param>
/// <param name="Type">Its JSON type.</param>
/// <param name="IsRequired">Whether the call needs it.</param>
internal sealed record QueryParameter(string Name, string Description, JsonSchemaType Type = JsonSchemaType.String, bool IsRequired = false)
{
    public static readonly QueryParameter Patient = new("patient_id", "The subject's id", IsRequired: true);

    public static readonly QueryParameter Recording = new("recording_id", "The recording's id", IsRequired: true);
}

/// <summary>Tells the HTTP reference of query parameters that endpoints read themselves, to name them when they are wrong.</summary>
internal static class QueryDocumentation
{
    public static RouteHandlerBuilder WithQuery(this RouteHandlerBuilder endpoint, params QueryParameter[] parameters) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters = [.. parameters.Select(parameter => new OpenApiParameter
            {
                Name = parameter.Name,
                In = ParameterLocation.Query,
                Description = parameter.Description,
                Required = parameter.IsRequired,
                Schema = new OpenApiSchema { Type = parameter.Type },
            })];
            return Task.CompletedTask;
        });
}
