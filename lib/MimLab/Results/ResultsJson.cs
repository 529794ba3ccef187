using System.Text.Json.Serialization;

namespace MimLab.Results;

/// <summary>
/// How records are written and read: camel case, nothing unknown, nothing missing. Generated, so that a trimmed program keeps it.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(RunRecord))]
internal sealed partial class ResultsJson : JsonSerializerContext;
