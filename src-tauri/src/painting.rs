//! How the web view paints where there is no graphics card.

/// Has pages painted by the processor itself on a computer without a graphics card. To be called before anything else runs: it
/// sets a variable of this process.
///
/// There `WebKitGTK` paints with a graphics card imitated in software: the first screen comes later and takes some 45 MiB more
/// (`cargo xtask bench start`). Layers are still composed that way: without them `WebKitWebDriver` takes no pictures. With a
/// card, with a choice of the person's own, and on systems with another web view, nothing is changed.
pub fn choose() {
    #[cfg(target_os = "linux")]
    if !has_graphics_card() {
        // a process that cannot set it paints as WebKitGTK would have it
        let _ = glib::setenv("WEBKIT_SKIA_ENABLE_CPU_RENDERING", "1", false);
    }
}

/// Whether the kernel offers a device to draw with (Linux DRM, "render nodes").
#[cfg(target_os = "linux")]
fn has_graphics_card() -> bool {
    std::fs::read_dir("/dev/dri").is_ok_and(|devices| {
        devices.flatten().any(|device| device.file_name().to_string_lossy().starts_with("renderD"))
    })
}
