//! How the web view paints where there is no graphics card.

/// Has pages painted by the processor itself, in one layer, on a computer without a graphics card. To be called before anything
/// else runs: it sets variables of this process.
///
/// There `WebKitGTK` paints and composes with a graphics card imitated in software: an answer to a key comes four times later and
/// the window takes some 75 MiB more (`cargo xtask bench start`). With a card, with a choice of the person's own, and on systems
/// with another web view, nothing is changed.
pub fn choose() {
    #[cfg(target_os = "linux")]
    if !has_graphics_card() {
        for name in ["WEBKIT_SKIA_ENABLE_CPU_RENDERING", "WEBKIT_DISABLE_COMPOSITING_MODE"] {
            // a process that cannot set it paints as WebKitGTK would have it
            let _ = glib::setenv(name, "1", false);
        }
    }
}

/// Whether the kernel offers a device to draw with (Linux DRM, "render nodes").
#[cfg(target_os = "linux")]
fn has_graphics_card() -> bool {
    std::fs::read_dir("/dev/dri").is_ok_and(|devices| {
        devices.flatten().any(|device| device.file_name().to_string_lossy().starts_with("renderD"))
    })
}
