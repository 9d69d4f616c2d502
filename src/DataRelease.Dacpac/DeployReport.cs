using System.Xml.Linq;

namespace DataRelease.Dacpac;

/// <summary>DacFx's own report of a deployment.</summary>
/// <param name="Operations">The operations on objects.</param>
/// <param name="Alerts">The warnings: <c>DataIssue</c>, <c>DataMotion</c>.</param>
/// <param name="Text">The XML.</param>
internal sealed record DeployReport(
    IReadOnlyList<DeployOperation> Operations,
    IReadOnlyList<DeployAlert> Alerts,
    string Text
)
{
    /// <summary>Reads the XML.</summary>
    public static DeployReport Read(string xml)
    {
        var root = XDocument.Parse(xml).Root!;
        var space = root.Name.Namespace;
        return new DeployReport(
            [
                .. root.Descendants(space + "Operation")
                    .SelectMany(operation =>
                        operation
                            .Elements(space + "Item")
                            .Select(item => new DeployOperation(
                                Attribute(operation, "Name"),
                                Attribute(item, "Value"),
                                Attribute(item, "Type")
                            ))
                    ),
            ],
            [
                .. root.Descendants(space + "Alert")
                    .SelectMany(alert =>
                        alert
                            .Elements(space + "Issue")
                            .Select(issue => new DeployAlert(Attribute(alert, "Name"), Attribute(issue, "Value")))
                    ),
            ],
            xml
        );
    }

    private static string Attribute(XElement element, string name) => element.Attribute(name)?.Value ?? "";
}

/// <summary>One operation of a deployment.</summary>
/// <param name="Name"><c>Create</c>, <c>Alter</c>, <c>Drop</c>, <c>Refresh</c>.</param>
/// <param name="Object">The object's name, in brackets.</param>
/// <param name="Type">The object's class: <c>SqlTable</c>.</param>
internal sealed record DeployOperation(string Name, string Object, string Type);

/// <summary>A warning of a deployment.</summary>
/// <param name="Name"><c>DataIssue</c> if data may be lost.</param>
/// <param name="Message">DacFx's sentence.</param>
internal sealed record DeployAlert(string Name, string Message);
