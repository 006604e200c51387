/** What every page loads. Everything works without it; this makes it quicker. */
import "./styles/groundwork.css";
import { listenForChoosing } from "./parts/choosing";
import { fillTimeZone, focusWhatIsWrong, guardAgainstTwice, leaveOutEmpty } from "./parts/forms";
import { listenForEditing } from "./parts/in_place";
import { listenForLikely } from "./parts/likely";
import { listenForLines } from "./parts/lines";
import { listenForMenus } from "./parts/menus";
import { listenForPalette } from "./parts/palette";
import { listenForSearch } from "./parts/shortcuts";
import { listenForTheme } from "./parts/theme";

listenForSearch(document, listenForPalette(document));
listenForMenus(document);
listenForLines(document);
listenForTheme(document);
listenForChoosing(document);
listenForLikely(document);
listenForEditing(document);
guardAgainstTwice(document);
leaveOutEmpty(document);
fillTimeZone(document);
focusWhatIsWrong(document);

if (document.querySelector("select[data-pick]")) {
  const { makePicks } = await import("./parts/picks");
  makePicks(document);
}
