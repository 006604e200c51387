import "./styles/groundwork.css";
