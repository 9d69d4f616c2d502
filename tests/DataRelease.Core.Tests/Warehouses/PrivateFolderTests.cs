using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Core.Tests.Warehouses;

public sealed class PrivateFolderTests
{
    [Theory]
    [InlineData("r42")]
    [InlineData("r42-blue")]
    public void A_folder_of_a_process_that_is_no_more_is_swept(string purpose)
    {
        using var folder = PrivateFolder.Create(purpose);
        // No process has this number.
        var left = folder.Path.Replace(
            string.Create(CultureInfo.InvariantCulture, $"-{purpose}-{Environment.ProcessId}-"),
            $"-{purpose}-999999999-",
            StringComparison.Ordinal
        );
        Directory.Move(folder.Path, left);

        PrivateFolder.Sweep();

        Directory.Exists(left).ShouldBeFalse();
    }

    [Fact]
    public void A_folder_of_a_process_that_is_at_work_stays()
    {
        using var folder = PrivateFolder.Create("r42-green");

        PrivateFolder.Sweep();

        Directory.Exists(folder.Path).ShouldBeTrue();
    }

    [Theory]
    [InlineData("R42")]
    [InlineData("r42_blue")]
    [InlineData("r42-")]
    public void A_name_that_no_sweep_would_know_is_refused(string purpose) =>
        Should.Throw<ArgumentException>(() => PrivateFolder.Create(purpose));
}
