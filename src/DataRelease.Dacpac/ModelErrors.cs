using DataRelease.Errors;
using Microsoft.SqlServer.Dac;
using Microsoft.SqlServer.Dac.Model;

namespace DataRelease.Dacpac;

/// <summary>Reports the errors that DacFx finds in a model.</summary>
internal static class ModelErrors
{
    /// <summary>Throws if the model has errors; the exception names the first, with the file.</summary>
    /// <exception cref="ReleaseException">The model has errors.</exception>
    public static void Require(TSqlModel model, string file, ErrorCode code)
    {
        var errors = model.Validate().Where(message => message.MessageType == DacMessageType.Error).ToList();
        if (errors.Count == 0)
            return;
        var first = errors[0];
        var others = errors.Count > 1 ? $" (and {errors.Count - 1} more)" : "";
        throw new ReleaseException(
            code,
            first.Message.ReplaceLineEndings(" ").TrimEnd('.', ' ') + others,
            null,
            new SourceLocation(file)
        );
    }
}
